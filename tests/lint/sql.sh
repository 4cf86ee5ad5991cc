#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The form of SQL, in sql/ and in the statements of the daemon: keywords in lower case, no "select *"
# (but in a view, where PostgreSQL writes the columns out when it is made), no comma at a line's
# beginning. No function or view knows a platform by its name: that is what ops.source and the accounts'
# own columns are for, or a further platform would have to be looked for there. What the catalogue can tell is in tests/sql/00_catalog.sql.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

{ files '*.sql' | grep -E '^sql/' | grep -v golden && files 'statement*.c' | grep -E '^lib/store/'; } >"$scratch/files" || :
names=$(sed -n 's/^\( *&source_.*\)/\1/p' lib/source/registry.c 2>/dev/null | grep -o 'source_[a-z0-9]*' | cut -c 8- | paste -sd '|') || :
xargs -r awk -v names="${names:-none}" '
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
    FILENAME ~ /definitions/ && $0 ~ "(channel|platform|kind) *(=|<>|in|= any) *[(]*[{(\047]+(" names ")[\047,}]" {
        print where "a platform by its name: " $0
    }
    code ~ /^[ \t]*,/ { print where "a comma begins the line" }
' <"$scratch/files" >"$scratch/faults"
refuse_lines "$scratch/faults"
