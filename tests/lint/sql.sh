#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The form of SQL, in sql/ and in the statements of the daemon: keywords in lower case, no "select *"
# (but in a view, where PostgreSQL writes the columns out when it is made), no comma at a line's
# beginning. What the catalogue can tell is in tests/sql/00_catalog.sql.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

{ files '*.sql' | grep -E '^sql/' | grep -v golden && files 'statement*.c' | grep -E '^lib/store/'; } >"$scratch/files" || :
xargs -r awk '
    {
        code = $0
        gsub(/\047[^\047]*\047/, "\047\047", code) # texts
        sub(/--.*/, "", code)
        sub(/^[ \t]*(\/?\*|\/\/).*/, "", code) # what C says about it
        where = FILENAME ":" FNR ": "
    }
    FILENAME ~ /\.sql$/ && match(code, /(^|[ (])(SELECT|FROM|WHERE|JOIN|INSERT|UPDATE|DELETE|VALUES|CREATE|ALTER|DROP|TABLE|VIEW|AND|OR|NOT|NULL|AS|ON|GROUP|ORDER|BY|LIMIT|BEGIN|END|CASE|WHEN|WITH|RETURNS)([ ,;()]|$)/) {
        print where "a keyword in capitals: " substr(code, RSTART, RLENGTH)
    }
    code ~ /select \*/ && $0 !~ /create (or replace )?view/ { print where "select *: name the columns" }
    code ~ /^[ \t]*,/ { print where "a comma begins the line" }
' <"$scratch/files" >"$scratch/faults"
refuse_lines "$scratch/faults"
