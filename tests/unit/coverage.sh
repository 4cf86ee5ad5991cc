#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# How much of lib/ the suites unit and source reach, in lines and branches, and before that how much of
# each adapter and each reader the fuzzers' committed seeds reach alone; fails below the floors. Builds
# in PANTAU_COVERAGE_BUILD when it is set, so that a second run is short. Arguments go to gcovr:
# `coverage.sh --branches` lists the branches that are missing.
set -eu

# Folders that must be reached whole, and the floors of lib/ altogether (D14 of lib/README.md): raised
# whenever more is reached, never lowered.
whole='base http json xml record sched store config text'
floor_lines=98
floor_branches=96

# Lines of each adapter that its recorded answers must reach through fuzz_source, and of each reader
# that the seeds of its own target must reach, in percent. Of the tool: all that is linked with it.
floor_seeds=95
readers='config:lib/config/ connect:lib/source/(authorize|discovery|renewal) http:lib/http/http.c
    json:lib/json/ link:lib/source/link url:lib/http/url.c when:lib/base/when.c xml:lib/xml/ sheet:daemon/ctl_'

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

# seeds TARGET FOLDER …: lines of "FILE REACHED ALL" of what the target reaches with its seeds alone.
seeds()
{
    find "$build" -name '*.gcda' -delete
    target=$1
    shift
    quietly "$build/tests/fuzz/fuzz_$target" --whole "$@"
    (cd "$build" && find lib daemon -name '*.gcda' -exec gcov -n {} + 2>/dev/null) |
        awk -F "'" '/^File/ { file = $2; sub(/.*\/(lib|daemon)\//, "", file)
                              file = ($2 ~ /\/daemon\/[^\/]*$/ ? "daemon/" : "lib/") file }
            /^Lines executed/ { split($0, part, /[:%]| of /)
                if (file ~ /\.c$/) printf "%s %d %d\n", file, part[2] * part[4] / 100 + 0.5, part[4]
                file = "" } # what comes behind the last file is the sum'
}

corpora()
{
    # shellcheck disable=SC2046  # a list of words
    ninja -C "$build" tests/fuzz/fuzz_source \
        $(for reader in $readers; do echo "tests/fuzz/fuzz_${reader%%:*}"; done) >"$scratch/log" 2>&1 ||
        { cat "$scratch/log"; exit 1; }
    "$tree/tests/fuzz/source_seeds.py" "$scratch/seeds"
    echo 'lines that the seeds of a fuzzer reach alone, in percent:'
    # An adapter is what begins with its name; of what they share only that of Meta has a name.
    seeds source "$scratch/seeds" >"$scratch/lines"
    for name in graph $(cd "$tree/tests/source" && ls -d -- */); do
        name=${name%/}
        grep "^lib/source/${name}[_.]" "$scratch/lines" | tell "$name"
    done
    for reader in $readers; do
        set -- "$tree/tests/fuzz/corpus/${reader%%:*}"
        [ "${reader%%:*}" != config ] || set -- "$@" "$tree/conf/examples" "$tree/conf/examples/maps"
        seeds "${reader%%:*}" "$@" >"$scratch/lines"
        grep -E "^${reader#*:}" "$scratch/lines" | tell "${reader%%:*}"
    done
}

# tell NAME: the sum of the lines on standard input; false below the floor.
tell()
{
    awk -v name="$1" -v floor="$floor_seeds" '{ reached += $2; all += $3 }
        END { printf "%-10s %5.1f of %d\n", name, 100 * reached / all, all
              if (100 * reached < floor * all) { printf "%s: below its floor of %d\n", name, floor; exit 1 } }'
}

corpora
find "$build" -name '*.gcda' -delete
quietly meson test -C "$build" --suite unit --suite source

set -- --fail-under-line "$floor_lines" --fail-under-branch "$floor_branches" "$@"
count --filter "$tree/lib/" "$@"
for folder in $whole; do
    count --filter "$tree/lib/$folder/" --fail-under-line 100 --fail-under-branch 100 >"$scratch/log" ||
        { cat "$scratch/log"; exit 1; }
done
