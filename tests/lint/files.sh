#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Every file: licence lines, a last newline, no blanks at line ends, no tabs where four spaces are the
# form; headers, scripts, SQL and tests open with what they are; and nothing in it that belongs to one
# machine or to one person: no path of a build machine, no token that looks real; of the files of a folder
# that are numbered (tests, recorded answers, migrations) each has a number of its own. Tests skip by exit
# status 77: cmocka 1.1.5 prints a skip() as "not ok".
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

files '*' | grep -vE '^LICENSE$|\.(http|expect)$|/corpus/' >"$scratch/files"
{
    for line in 'SPDX-License-Identifier: Apache-2\.0' 'SPDX-FileCopyrightText: The Pantau authors'; do
        xargs grep -LE "$line" <"$scratch/files"
    done | sort -u | grep -vE '\.(json|csv|golden\.sql|txt)$' |
        sed 's/$/: has no licence line/' || :
    while read -r file; do
        [ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || echo "$file: does not end with a newline"
    done <"$scratch/files"
    files '*.c' '*.h' | xargs -r awk '
        FNR == 1 && $0 != "/* SPDX-FileCopyrightText: The Pantau authors */" { print FILENAME ": begins with another line than the licence" }'
    grep -E '\.(h|py|sh|sql)$|(^|/)(test|fuzz)_[^/]*\.c$' "$scratch/files" | grep -v golden | xargs -r awk '
        function close_file() { if (name != "" && !opened) print name ": does not say first what it is" }
        FNR == 1 { close_file(); name = FILENAME; opened = 0 }
        FNR <= 9 && /^(\/\*|#|--|""")/ && !/SPDX|^#!|^#(if|inc|def|end)|^(#|--)$|^-- (breaking|why):|^# shellcheck/ { opened = 1 }
        END { close_file() }'
    # sql/, simulator/ and source/ run whatever lies there; the others list theirs.
    files 'test_*.c' 'test_*.py' | grep -E '^tests/[^/]*/' | grep -vE '^tests/(sql|simulator|source)/' | while read -r file; do
        name=${file##*/test_}
        grep -qsE "\\b(test_)?${name%.*}\\b" "${file%/*}/meson.build" || echo "$file: runs in no suite"
    done
    # 001_name.http and 001_name.expect are one; definitions are numbered by what they hold.
    files '[0-9]*_*' | grep -vE '^sql/definitions/|/corpus/' | awk '{
        match($0, /[^\/]*$/)
        number = substr($0, 1, RSTART - 1) substr($0, RSTART) + 0
        name = $0
        sub(/\.[^.\/]*$/, "", name)
        if (number in taken && taken[number] != name) print $0 ": the number of " taken[number]
        else taken[number] = name
    }'
    files 'test_*.c' | xargs -r grep -nE '\<skip\(\)' | sed 's/$/    <- exit with 77 instead/' || :
    xargs grep -nE '[[:blank:]]+$' <"$scratch/files" | sed 's/^\([^:]*:[0-9]*\):.*/\1: blanks at the end/' || :
    files '*.c' '*.h' '*.sql' '*.py' '*.sh' '*.yaml' | grep -v 'golden' | xargs -r grep -nP '\t' |
        sed 's/^\([^:]*:[0-9]*\):.*/\1: a tab/' || :
    # The expressions are split so that this file does not find itself.
    xargs grep -nE '(/ho''me/[a-z]|/wo''rk/|/ro''ot/\.|/Us''ers/)' <"$scratch/files" | sed 's/$/    <- a path of one machine/' || :
    files '*' | xargs grep -nE 'EA''A[A-Za-z0-9]{60,}|ya2''9\.[A-Za-z0-9_-]{20,}|AI''za[A-Za-z0-9_-]{35}|BEGIN [A-Z ]*PRIVATE K''EY' |
        cut -c 1-160 | sed 's/$/    <- looks like a secret/' || :
} >"$scratch/faults"
refuse_lines "$scratch/faults"
