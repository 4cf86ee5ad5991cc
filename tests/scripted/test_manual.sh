#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# test_manual.sh PANTAUD PANTAUCTL TREE: the options and commands that each program's --help names are
# those of its manual page, in both directions.
set -eu

pantaud=$1
pantauctl=$2
tree=$3
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pantau-manual.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# What the help of PROGRAM and of its COMMANDs says.
help()
{
    program=$1
    shift
    "$program" --help
    for command; do "$program" "$command" --help; done
}

# Long options of a help, and of a page in mdoc ("Fl d , -dsn").
options_of_help() { grep -oE -- '--[a-z][a-z-]+' "$1" | sort -u; }
options_of_page() { grep -E '\<Fl\>' "$1" | grep -oE -- ' -[a-z][a-z-]+' | sed 's/^ /-/' | sort -u; }

status=0
same() # TITLE HELP PAGE
{
    diff -u --label "$1: help" --label "$1: manual" "$2" "$3" || status=1
}

help "$pantaud" >"$scratch/pantaud"
help "$pantauctl" status sources errors poll plan backfill import units authorize discover token recompute refresh correct exclude export calendar label assess target >"$scratch/pantauctl"
help "$tree/sql/migrate.sh" >"$scratch/migrate"
for pair in pantaud:daemon/pantaud.8 pantauctl:daemon/pantauctl.1 migrate:sql/pantau-migrate.8; do
    options_of_help "$scratch/${pair%%:*}" >"$scratch/help"
    options_of_page "$tree/${pair#*:}" >"$scratch/page"
    same "${pair%%:*}" "$scratch/help" "$scratch/page"
done

"$pantauctl" --help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p' | sort >"$scratch/help"
sed -n 's/^\.It Ic \([a-z]*\).*/\1/p' "$tree/daemon/pantauctl.1" | sort >"$scratch/page"
same 'commands of pantauctl' "$scratch/help" "$scratch/page"
exit $status
