#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Manual pages: mandoc finds nothing, no pair of quotes holds a list, each page has the sections an operator
# looks for and fits a terminal of 80 columns, and no word in it was taken for a macro's name.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

files '*.[1578]' >"$scratch/files"
while read -r page; do
    mandoc -T lint -W warning "$page" || :
    mandoc -T ascii -O width=78 "$page" | sed 's/.\x08//g' | awk -v page="$page" '
        length > 80 { print page ": over 80 columns: " $0 }
        /"<[a-z]*>/ { print page ": a macro, not a word: " $0 }'
    case $page in
    *.5) sections='FILES EXAMPLES' ;;
    # A platform: what to create there, what may be asked, what comes and cannot come, its price and law.
    *.7) sections='SETUP PERMISSIONS STREAMS SETTINGS OFFICIAL LIMITS TERMS ERRORS EXAMPLES' ;;
    *) sections='FILES EXAMPLES EXIT DIAGNOSTICS' ;;
    esac
    for section in $sections; do
        grep -q "^\.Sh $section" "$page" || echo "$page: has no section $section"
    done
done <"$scratch/files" >"$scratch/faults" 2>&1
# .Ql quotes all its words together.
xargs -r grep -nE '^\.(.* )?Ql [^"]* , [^ ]' <"$scratch/files" | sed 's/$/    <- one .Ql for each word/' >>"$scratch/faults" || :
refuse_lines "$scratch/faults"
