#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Names are addresses: a function that others call begins with the name of its file, or of the family
# of files (job_view() in job_read.c); names.txt has the exceptions. Nothing is named as if it were a
# library's; a typedef is a callback's, …_fn; on_<event> is static; a function that is announced before
# it is written says why.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

product_c >"$scratch/files"
[ -s "$scratch/files" ] || exit 0

# NAME FILE:LINE STATIC ("static" or "-")
ctags -L "$scratch/files" --languages=C --langmap=C:.c.h --kinds-C=fsgt --fields=nKf -f - 2>/dev/null |
    awk -F '\t' '$3 !~ /^\/\^[ \t]/ {
        line = kind = ""; scope = "-"
        for (i = 4; i <= NF; i++) {
            if ($i ~ /^line:/) line = substr($i, 6)
            else if ($i == "file:") scope = "static"
            else kind = $i
        }
        print $1, $2, line, kind, scope
    }' >"$scratch/names"

awk '
    FNR == NR { if (NF && $1 !~ /^#/) for (i = 2; i <= NF; i++) fine[$1] = fine[$1] " " $i; next }
    $1 ~ /^(event|ev|evutil|json|yaml|curl|CURL|PQ|PG|pg|sd|crypto|sodium)_/ { print $2 ":" $3 ": " $1 " looks like a library'\''s" }
    $4 == "typedef" && $1 !~ /_fn$/ { print $2 ":" $3 ": typedef " $1 ": only callbacks have one, named …_fn" }
    $4 != "function" || $1 == "main" { next }
    $1 ~ /^on_/ && $5 != "static" && $2 ~ /\.c$/ { print $2 ":" $3 ": " $1 " is not static" }
    $5 == "static" { next }
    {
        module = $2; sub(/.*\//, "", module); sub(/\.[ch]$/, "", module); family = module; sub(/_.*/, "", family)
        if (index($1, family "_") == 1 || $1 == module) next
        n = split(fine[$2], part, " ")
        for (i = 1; i <= n; i++) if (index($1, part[i]) == 1) next
        print $2 ":" $3 ": " $1 " does not begin with " family "_"
    }
' "$here/names.txt" "$scratch/names" >"$scratch/faults"

# "static …;" at the left edge without a value or body, its lines joined. A comment above or behind it
# is a reason; an attribute is one, too.
xargs awk '
    FNR == 1 { text = "" }
    /^static / { text = $0; first = FNR; reason = before ~ /\*\/$/ }
    text != "" && !/^static / { text = text $0 }
    text ~ /[;{=]/ {
        if (text ~ /^static [^={]*\([^={]*;/ && text !~ /_LIKE\(|__attribute__|\*\/$/ && !reason) print FILENAME ":" first ": announced before it is written: say why above it"
        text = ""
    }
    { before = $0 }' <"$scratch/files" >>"$scratch/faults"
refuse_lines "$scratch/faults"
