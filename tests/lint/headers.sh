#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Each header of the product can be included alone, twice, and has the guard of its path.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

flags="$(library_flags) -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wundef -Werror -fsyntax-only -Ilib -Idaemon"
product_c | grep '\.h$' | while read -r header; do
    printf '#include "%s/%s"\n' "$tree" "$header" >"$scratch/alone.c"
    # shellcheck disable=SC2086  # a list of words
    { cat "$scratch/alone.c" && cat "$scratch/alone.c"; } | gcc $flags -x c - 2>&1 || echo "$header: does not stand alone"
    guard=$(echo "${header#lib/}" | tr 'a-z/.' 'A-Z__')
    grep -qx "#ifndef \(PANTAU_\)\?$guard" "$header" || echo "$header: has no guard $guard"
done >"$scratch/faults"
refuse_lines "$scratch/faults"
