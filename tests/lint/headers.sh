#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Each header of the product can be included alone, twice, and has the guard of its path. Each source
# includes its own header first (or the one that its family shares, x_inside.h), then the system's and
# the libraries', then ours.
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

product_c | grep '\.c$' | while read -r source; do
    own=${source%.c}.h
    awk -v file="$source" -v own="$([ ! -f "$own" ] || echo "${own#lib/}" | sed 's|^daemon/||; s|_inside||')" '
        /^#include "/ {
            split($0, part, "\""); sub(/_inside\.h$/, ".h", part[2])
            if (!first) first = part[2]
            ours++
        }
        /^#include </ && ours > 1 && !late { late = FNR }
        END {
            if (own != "" && first != own) print file ": includes " first " before its own header"
            if (late) print file ":" late ": a header of the system or a library stands behind ours"
        }' "$source"
done >>"$scratch/faults"
refuse_lines "$scratch/faults"
