#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# run.sh SECONDS TARGET SEEDS …: one fuzz target for so long (0: for PANTAU_FUZZ_SECONDS), starting from
# the files in the folders SEEDS. Inputs that crash it are left in the current folder as crash-…;
# what it finds otherwise is thrown away.
set -eu

seconds=$1
target=$2
shift 2
[ "$seconds" != 0 ] || seconds=${PANTAU_FUZZ_SECONDS:-60}

found=$(mktemp -d "${TMPDIR:-/tmp}/pantau-fuzz.XXXXXX")
trap 'rm -rf "$found"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# 1 GiB and ten seconds for one input: both far above what any of them may need.
# A crash ends with 1: the 77 of libFuzzer would count as a test that was skipped.
"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 -verbosity=0 \
    -error_exitcode=1 -timeout_exitcode=1 -print_final_stats=1 "$found" "$@"
