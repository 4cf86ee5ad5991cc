#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Warnings are errors in two plain optimised builds, gcc's and clang's: some are seen only there (a null
# pointer followed on one path), others only by one of the two. Built in PANTAU_LINT_BUILD when it is
# set, so that a second run is short.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

base=${PANTAU_LINT_BUILD:-$scratch}
# The tests are seen by clang in the build that runs them; gcc sees them here.
for compiler in gcc clang-14; do
    folder=$base/plain-$compiler
    tests=true
    [ $compiler = gcc ] || tests=false
    [ -f "$folder/build.ninja" ] || CC=$compiler CFLAGS='' meson setup --wrap-mode=nodownload -Dbuildtype=debugoptimized -Dtests=$tests \
        "$folder" "$tree" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
    ninja -C "$folder" -j 2 >"$scratch/log" 2>&1 || { grep -vE '^\[[0-9]+/' "$scratch/log"; exit 1; }
done
