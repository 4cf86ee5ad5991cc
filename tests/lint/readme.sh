#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# README files point at what is there: each path in the "question → file" table of README.md, and each
# link of any README that stays within the repository; the functions that the guided tour or any README
# names; tables, views and functions of the database that a README or manual names; and the README of a
# folder of C names each of its modules (or the platform's own header does), that of sql/ each definition.
# Behaviours of platforms have the tests that the table of tests/README.md says. Decisions are numbered without
# a gap. CHANGELOG has its headings in the one order, and speaks of the version that meson.build names.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

# FILE PATH, paths relative to the file's folder.
{
    [ ! -f README.md ] || awk '/^## /{ table = /[Ww]here/ } table && /^\|/ { n = split($0, part, "`"); for (i = 2; i <= n; i += 2) print "README.md", part[i] }' README.md
    files '*.md' | xargs -r grep -oHE '\]\([^)#]+' | sed 's/:\](/ /' | grep -vE ' [a-z]+://' || :
} >"$scratch/paths"
while read -r file path; do
    [ -e "$(dirname "$file")/$path" ] || echo "$file: $path is not there"
done <"$scratch/paths" >"$scratch/faults"

{
    # `name` in the tour is a function, at the left edge of a C file.
    [ ! -f README.md ] || awk '/^## /{ tour = /tour/ } tour { n = split($0, part, "`"); for (i = 2; i <= n; i += 2) print part[i] }' README.md |
        grep -E '^[a-z_]+$' | sort -u | while read -r name; do
        files '*.c' | xargs grep -qE "^$name\(" || echo "README.md: $name() is not there"
    done

    # `name()` in any README is a function of ours, in C, SQL or a shell script.
    files '*.md' | xargs -r grep -oHE '`[a-z][a-z0-9_.]+\(\)`' | sort -u | sed 's/:`/ /; s/()`$//' | while read -r readme name; do
        files '*.[ch]' '*.sql' '*.sh' | xargs -r grep -qE "(^|[^a-z0-9_])${name##*.}\(" || echo "$readme: $name() is not there"
    done

    files '*.c' | grep -E '^(lib/source|daemon|tests/simulator)/' | while read -r file; do
        readme=$(dirname "$file")/README.md
        module=$(basename "$file" .c)
        # A platform that brings nothing but its own files says it in its header.
        family=${file%.c}
        family=${family%%_*}
        [ ! -f "$readme" ] || grep -qE "\`$module(\.c)?\`" "$readme" ||
            { [ "${file%/*}" = lib/source ] && grep -qsw "$module\.c" "$family.h"; } ||
            echo "$readme: does not say what $module is"
    done

    # lib/README.md knows its modules by their folder too; source/ has a README of its own.
    [ ! -f lib/README.md ] || files '*.c' '*.h' | sed -n 's|^lib/\(.*\)\.[ch]$|\1|p' | grep -v '^source/' | sort -u | while read -r module; do
        grep -qE "\`$module\.[ch]\`" lib/README.md || echo "lib/README.md: does not say what $module is"
    done
    [ ! -f sql/README.md ] || files '*.sql' | sed -n 's|^sql/\(definitions/.*\)|\1|p' | while read -r file; do
        grep -qF "\`$file\`" sql/README.md || echo "sql/README.md: does not say what $file is"
    done

    # Code that lib/source/README.md quotes stands in the adapters, blanks apart; "…" is what was left out.
    files '*.c' | { grep '^lib/source/' || :; } | xargs -r cat | tr -d ' \n' >"$scratch/adapters"
    [ ! -f lib/source/README.md ] || sed -n 's/^    //p' lib/source/README.md | sed 's/…/\n/g' | tr -d ' ' | grep . | while read -r quote; do
        grep -qF -- "$quote" "$scratch/adapters" || echo "lib/source/README.md: no adapter has $quote"
    done

    # Each behaviour of the list has a test of its number, in each file that its row names, or a reason.
    [ ! -f tests/README.md ] || grep -E '^\| [0-9]+ \|' tests/README.md >"$scratch/rows" || :
    [ ! -s "$scratch/rows" ] || for number in $(seq 1 83); do
        row=$(grep -E "^\| $number \|" "$scratch/rows") || row=
        held=$(echo "${row%|}" | sed 's/.*|//' | grep -oE '`test_[a-z0-9_]+\.c`' | tr -d '`') || held=
        tests=$(cd tests/source && grep -lE "^quirk_([0-9]+_and_)?0*${number}_[a-z0-9_]+\(void" test_*.c) || tests=
        if [ "$(echo "$row" | wc -l)" != 1 ] || [ -z "$row" ]; then
            echo "tests/README.md: behaviour $number has not one row"
        elif [ "$held" != "$tests" ] && [ "$(echo "$held" | sort)" != "$(echo "$tests" | sort)" ]; then
            echo "tests/README.md: behaviour $number is held by $(echo "${tests:-no test}" | tr '\n' ' ')"
        elif [ -z "$tests" ] && ! echo "$row" | grep -q 'cannot concern us: '; then
            echo "tests/README.md: behaviour $number has neither a test nor a reason"
        fi
    done

    # `schema.name` is something of the database's.
    files '*.sql' | xargs -r cat >"$scratch/sql"
    files '*.md' '*.[158]' | xargs -r grep -oHwE '(core|core_open|metrics|ops)\.[a-z_]+[0-9]*' | grep -vE '\.(py|sql|c)$' | sort -u | while IFS=: read -r file name; do
        [ -e "$name" ] || grep -qwF "$name" "$scratch/sql" || echo "$file: $name is not there"
    done

    # Decisions.
    files '*.md' | xargs -r awk '
        FNR == 1 { last = 0 }
        match($0, /^(- )?\*\*D[0-9]+/) {
            number = substr($0, 1, RLENGTH); sub(/.*D/, "", number)
            if (number != last + 1) print FILENAME ":" FNR ": D" number " comes after D" last
            last = number
        }'

    [ ! -f CHANGELOG.md ] || awk -v versions="$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)" '
        BEGIN { n = split("Breaking Added Changed Fixed Known", order, " "); for (i = 1; i <= n; i++) place[order[i]] = i }
        /^## / { if (!first) { first = $2; if (versions != first) print "CHANGELOG.md:" FNR ": begins with " first ", meson.build says " versions }; last = 0 }
        /^### / {
            if (!($2 in place)) print "CHANGELOG.md:" FNR ": no heading of ours: " $0
            else if (place[$2] <= last) print "CHANGELOG.md:" FNR ": " $2 " stands too late"
            last = place[$2]
        }' CHANGELOG.md
} >>"$scratch/faults"
refuse_lines "$scratch/faults"
