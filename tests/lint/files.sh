#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Every file: licence lines, a last newline, no blanks at line ends, no tabs where four spaces are the
# form; and nothing in it that belongs to one machine or to one person: no path of a build machine,
# no token that looks real.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

files '*' | grep -vE '^LICENSE$|\.(http|expect)$|/corpus/' >"$scratch/files"
{
    xargs grep -LE 'SPDX-License-Identifier: Apache-2\.0' <"$scratch/files" | grep -vE '\.(json|csv|golden\.sql|txt)$' |
        sed 's/$/: has no licence line/' || :
    while read -r file; do
        [ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || echo "$file: does not end with a newline"
    done <"$scratch/files"
    xargs grep -nE '[[:blank:]]+$' <"$scratch/files" | sed 's/^\([^:]*:[0-9]*\):.*/\1: blanks at the end/' || :
    files '*.c' '*.h' '*.sql' '*.py' '*.sh' '*.yaml' | grep -v 'golden' | xargs -r grep -nP '\t' |
        sed 's/^\([^:]*:[0-9]*\):.*/\1: a tab/' || :
    # The expressions are split so that this file does not find itself.
    xargs grep -nE '(/ho''me/[a-z]|/wo''rk/|/ro''ot/\.|/Us''ers/)' <"$scratch/files" | sed 's/$/    <- a path of one machine/' || :
    files '*' | xargs grep -nE 'EA''A[A-Za-z0-9]{60,}|ya2''9\.[A-Za-z0-9_-]{20,}|AI''za[A-Za-z0-9_-]{35}|BEGIN [A-Z ]*PRIVATE K''EY' |
        cut -c 1-160 | sed 's/$/    <- looks like a secret/' || :
} >"$scratch/faults"
refuse_lines "$scratch/faults"
