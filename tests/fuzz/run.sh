#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# run.sh SECONDS TARGET SEEDS …: one fuzz target for so long (0: for PANTAU_FUZZ_SECONDS), starting from
# the files in the folders SEEDS; a program among them is given a folder to fill. Inputs that crash it
# are left in the current folder as crash-…; what it finds otherwise is thrown away. With `replay`
# instead of seconds: a target that was built with replay.c.
set -eu

seconds=$1
target=$2
shift 2
# The suite's short run goes the same way each time, to find what came back; a long one looks for news.
chance=1
[ "$seconds" != 0 ] || { seconds=${PANTAU_FUZZ_SECONDS:-60} chance=0; }

found=$(mktemp -d "${TMPDIR:-/tmp}/pantau-fuzz.XXXXXX")
trap 'rm -rf "$found"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for seeds; do
    shift
    if [ -f "$seeds" ]; then
        "$seeds" "$found/made"
        seeds=$found/made
    fi
    set -- "$@" "$seeds"
done

case $seconds in
replay) "$target" "$@" ;;
*)
    # 1 GiB and ten seconds for one input: both far above what any of them may need.
    # A crash ends with 1: the 77 of libFuzzer would count as a test that was skipped.
    mkdir "$found/new"
    "$target" -seed="$chance" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
        -verbosity=0 -error_exitcode=1 -timeout_exitcode=1 -print_final_stats=1 "$found/new" "$@"
    ;;
esac
