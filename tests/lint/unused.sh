#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What the product defines it uses: each macro, each member of a struct, each function that a header shows is
# named in lib/ or daemon/ once more at least; unused.txt has the exceptions. (Static functions and variables
# are the compiler's to find.)
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

product_c >"$scratch/files"
[ -s "$scratch/files" ] || exit 0

xargs cat <"$scratch/files" | grep -oE '[A-Za-z_][A-Za-z0-9_]*' | sort | uniq -c >"$scratch/words"
# DEFINE_FREEP(x) makes the call of x_free().
xargs sed -n 's/^DEFINE_FREEP(\(.*\));.*/\1_free/p' <"$scratch/files" | cat - "$here/unused.txt" >"$scratch/known"
# KIND NAME FILE:LINE. A function is named in its header and where it is written.
ctags -L "$scratch/files" --languages=C --langmap=C:.c.h --kinds-C=dmp --fields=nK -f - 2>/dev/null |
    awk -F '\t' '{
        for (i = 4; i <= NF; i++) {
            if ($i ~ /^line:/) line = substr($i, 6)
            else if ($i !~ /:/) kind = $i
        }
        print kind, $1, $2 ":" line
    }' | awk '
        FILENAME ~ /known$/ { known[$1]; next }
        FILENAME ~ /words$/ { count[$2] = $1; next }
        $2 in known || $2 ~ /_H$/ || ($1 == "prototype" && $3 ~ /\.c:/) { next }
        count[$2] <= ($1 == "prototype" ? 2 : 1) { print $3 ": nothing uses the " ($1 == "prototype" ? "function" : $1) " " $2 }
    ' "$scratch/known" "$scratch/words" - >"$scratch/faults"
refuse_lines "$scratch/faults"
