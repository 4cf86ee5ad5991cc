#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Warnings are errors in plain builds of the product, gcc's and clang's: others are seen by each, and gcc
# sees some only where it optimises (a null pointer followed on one path); clang's do not depend on that.
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

plain_build gcc -Dbuildtype=debugoptimized
plain_build clang-14 -Doptimization=0 -Ddebug=false
