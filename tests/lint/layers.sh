#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The arrows between folders go one way: each #include "…" stands in layers.txt. And no two modules
# (x.h with x.c) need each other, however long the way round.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

files '*.c' '*.h' | grep -E '^(lib|daemon|tests)/' >"$scratch/files" || exit 0

# The made-up platform of tests/platform/ keeps the rules of the library that it is put into.
# FROM-folder FROM-module TO-folder TO-header FILE:LINE, one line per include.
xargs awk '
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, part, "\""); header = part[2]
        from = FILENAME; sub(/^(tests\/platform\/tree\/)?lib\//, "", from); module = from; sub(/\.[ch]$/, "", module)
        sub(/\/[^\/]*$/, "", from)
        to = header; if (!sub(/\/[^\/]*$/, "", to)) to = "."
        print from, module, to, header, FILENAME ":" FNR
    }' <"$scratch/files" >"$scratch/includes"

awk '
    FNR == NR { if (NF && $1 !~ /^#/) allowed[$1, $2] = 1; next }
    $3 == "." && $5 ~ /^lib\// { print $5 ": write the folder: " $4; next }
    $3 == "." || $3 == $1 || ($1, "*") in allowed || ($1, $3) in allowed || ($1, $4) in allowed { next }
    { print $5 ": " $1 " may not include " $4 }
' "$here/layers.txt" "$scratch/includes" >"$scratch/faults"
refuse_lines "$scratch/faults"

# x_inside.h is a part of the module x: what its files share.
awk '{ sub(/(_inside)?\.h$/, "", $4); sub(/_inside$/, "", $2); if ($3 == ".") $4 = $1 "/" $4; if ($2 != $4) print $2, $4 }' \
    "$scratch/includes" | tsort 2>&1 >/dev/null | sed 's/^tsort: -: input contains a loop:/modules in a ring:/; s/^tsort: /    /' >"$scratch/faults"
refuse_lines "$scratch/faults"
