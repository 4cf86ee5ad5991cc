#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# How much of lib/ the suites unit and source reach, in lines and branches; fails below the floors.
# Builds in PANTAU_COVERAGE_BUILD when it is set, so that a second run is short. Arguments go to gcovr:
# `coverage.sh --branches` lists the branches that are missing.
set -eu

# Folders that must be reached whole, and the floors of lib/ altogether (D14 of lib/README.md): raised
# whenever more is reached, never lowered.
whole='base http json xml record sched store config'
floor_lines=98
floor_branches=94

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tree=$(CDPATH='' cd -- "$here/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pantau-coverage.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
build=${PANTAU_COVERAGE_BUILD:-$scratch/build}

quietly()
{
    "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
}

# gcov counts impossible branches at each switch over all its cases and at each assertion.
count()
{
    gcovr --root "$tree" --object-directory "$build" --gcov-executable gcov \
        --exclude-branches-by-pattern '^\s*(switch|assert|must)\b.*' "$@"
}

if [ ! -f "$build/build.ninja" ]; then
    CC=gcc CFLAGS='' quietly meson setup --wrap-mode=nodownload -Db_coverage=true -Doptimization=0 \
        "$build" "$tree"
fi
find "$build" -name '*.gcda' -delete
quietly meson test -C "$build" --suite unit --suite source

set -- --fail-under-line "$floor_lines" --fail-under-branch "$floor_branches" "$@"
count --filter "$tree/lib/" "$@"
for folder in $whole; do
    count --filter "$tree/lib/$folder/" --fail-under-line 100 --fail-under-branch 100 >"$scratch/log" ||
        { cat "$scratch/log"; exit 1; }
done
