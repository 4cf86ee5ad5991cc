#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The form of C code: clang-format 14 with .clang-format has nothing to change.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

files '*.c' '*.h' >"$scratch/files"
[ -s "$scratch/files" ] || exit 0
xargs clang-format-14 --style="file:$here/../../.clang-format" --dry-run -Werror <"$scratch/files" 2>&1
