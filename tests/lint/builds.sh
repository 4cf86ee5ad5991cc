#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Warnings are errors in plain builds of the product, gcc's and clang's: others are seen by each, and gcc
# sees some only where it optimises (a null pointer followed on one path); clang's do not depend on that, so
# that the suites' own build, where it is clang's and has just been made, has refused all of them.
# The tests are seen by clang in the build that runs them, by gcc in that of tests/unit/coverage.sh. Built
# in PANTAU_LINT_BUILD when it is set, so that a second run is short.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

base=${PANTAU_LINT_BUILD:-$scratch}
plain_build()
{
    compiler=$1
    folder=$base/plain-$compiler
    shift
    [ -f "$folder/build.ninja" ] || CC=$compiler CFLAGS='' meson setup --wrap-mode=nodownload -Dtests=false "$@" \
        "$folder" "$tree" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
    ninja -C "$folder" -j 2 >"$scratch/log" 2>&1 || { grep -vE '^\[[0-9]+/' "$scratch/log"; exit 1; }
}

# built_by_clang: PANTAU_CLANG_BUILD is a build of clang's in which nothing of the product is to be made.
built_by_clang()
{
    [ -n "${PANTAU_CLANG_BUILD:-}" ] &&
        ninja -C "$PANTAU_CLANG_BUILD" -n daemon/pantaud daemon/pantauctl | grep -qx 'ninja: no work to do.'
}

plain_build gcc -Doptimization=2 -Ddebug=false
built_by_clang || plain_build clang-14 -Doptimization=0 -Ddebug=false
