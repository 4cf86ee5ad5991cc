#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# A platform is known to its own files (lib/source/NAME.[ch], NAME_*.[ch]), to the registry, and to nobody else:
# no other C of the product includes a header of it, has its name as a text or in a text, or names what is
# called after it. Comments may. A name that is a word of the language (threads, web, x …) is one only as a
# whole text, or before a dot as in a host. platforms.txt has the exceptions, each with its reason.
# (What SQL may know of platforms: sql.sh.)
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

names=$(grep -o '&source_[a-z0-9_]*' lib/source/registry.c 2>/dev/null | cut -c 9- | paste -sd '|') || :
[ -n "$names" ] || exit 0
product_c | grep -v '^lib/source/registry\.c$' >"$scratch/files"

# FILE:LINE: NAME, of all that is written there but comments.
xargs -r awk -v names="$names" '
    BEGIN {
        count = split(names, name, "|")
        for (i = 1; i <= count; i++) is_word[name[i]] = name[i] ~ /^(mapped|threads|web|x)$/
    }
    FNR == 1 { within = 0; own = FILENAME; sub(/.*\//, "", own); sub(/[_.].*/, "", own) }
    {
        code = tolower($0)
        if (within && code !~ /\*\//) next
        if (within) { sub(/^.*\*\//, "", code); within = 0 }
        gsub(/\/\*([^*]|\*[^\/])*\*\//, "", code)
        if (code ~ /\/\*/) { sub(/\/\*.*/, "", code); within = 1 }
        for (i = 1; i <= count; i++) {
            if (FILENAME ~ /^lib\/source\// && own == name[i]) continue
            if (code ~ "#include \"source/" name[i] "[_.]" || code ~ "\"" name[i] "[\".]" ||
                (!is_word[name[i]] && (" " code " ") ~ "[^a-z0-9]" name[i] "[^a-z0-9]"))
                print FILENAME ":" FNR ": " name[i]
        }
    }' <"$scratch/files" >"$scratch/found"

# An exception is FILE NAME; one that nothing needs any more is a fault, too.
awk '
    FILENAME ~ /platforms\.txt$/ { if ($1 !~ /^#/ && NF > 1) allowed[$1 " " $2] = 1; next }
    { split($1, at, ":"); key = at[1] " " $2; used[key] = 1 }
    !(key in allowed) { print $1 " a platform by its name: " $2 }
    END { for (key in allowed) if (!(key in used)) print "platforms.txt: nothing needs: " key }
' "$here/platforms.txt" "$scratch/found" >"$scratch/faults"
refuse_lines "$scratch/faults"
