#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Lengths: function ≤ 60 lines and ≤ 6 parameters, in the product the median ≤ 15 and 95 of 100 ≤ 45; no
# more than three conditions or loops within each other; file ≤ 500, header ≤ 150, a test's file ≤ 700;
# no line of C over 100 columns but a string alone. Prints the ten longest functions, so that growth is
# seen.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

{ product_c && tests_c; } >"$scratch/files"
[ -s "$scratch/files" ] || exit 0

# LENGTH PARAMETERS FILE:LINE NAME
ctags -L "$scratch/files" --languages=C --langmap=C:.c.h --kinds-C=f --fields=neKS -f - 2>/dev/null |
    awk -F '\t' '{
        line = end = 0; signature = ""
        for (i = 4; i <= NF; i++) {
            if ($i ~ /^line:/) line = substr($i, 6)
            if ($i ~ /^end:/) end = substr($i, 5)
            if ($i ~ /^signature:/) signature = substr($i, 12, length($i) - 12)
        }
        while (gsub(/\([^()]*\)/, "", signature)) { }
        print end - line + 1, (signature ~ /^(void)?$/ ? 0 : gsub(/,/, ",", signature) + 1), $2 ":" line, $1
    }' | sort -rn >"$scratch/functions"

echo "longest functions (lines, parameters):"
head -n 10 "$scratch/functions" | sed 's/^/    /'
awk '
    $1 > 60 { print $3 ": " $4 " has " $1 " lines, 60 are allowed" }
    $2 > 6 { print $3 ": " $4 " has " $2 " parameters, 6 are allowed" }
    $3 ~ /^(lib|daemon)\// { lines[++n] = $1 } # sorted, the longest first
    END {
        if (lines[int((n + 1) / 2)] > 15) print "half of the functions have more than 15 lines"
        if (lines[int(n / 20) + 1] > 45) print "one function of twenty has more than 45 lines"
    }
' "$scratch/functions" >"$scratch/faults"

while read -r file; do
    case $file in
    tests/*) most=700 ;;
    *.h) most=150 ;;
    *) most=500 ;;
    esac
    [ "$(wc -l <"$file")" -le $most ] || echo "$file: has $(wc -l <"$file") lines, $most are allowed"
done <"$scratch/files" >>"$scratch/faults"
xargs grep -nE '^.{101}' <"$scratch/files" | grep -vE ':[0-9]+: *".*"[,;)]*$' | sed 's/^\([^:]*:[0-9]*\):.*/\1: over 100 columns/' >>"$scratch/faults" || :
# The form is four columns a level, so that the fourth level begins at the sixteenth.
xargs grep -nE '^ {16,}(if|for|while|do|switch|list_for_each(_safe)?)\>' <"$scratch/files" | sed 's/^\([^:]*:[0-9]*\):.*/\1: nested four deep, three are allowed/' >>"$scratch/faults" || :
refuse_lines "$scratch/faults"
