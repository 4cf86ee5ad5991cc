#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What operators read. Messages begin in lower case (an acronym may stand first) and have no full stop;
# hints are sentences. And each message that tells of trouble is an item of a manual page (DIAGNOSTICS), so
# that who searches for it finds what to do.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

product_c | grep '\.c$' >"$scratch/files" || exit 0
messages='error_set|error_wrap|setting_refuse|config_load_report|log_write|log_error|log_trouble|log_trouble_over|batch_reject|complain|refuse|answer_malformed'
xargs awk -v names="$messages|error_hint" -f "$here/texts.awk" <"$scratch/files" >"$scratch/texts"

awk -F '\t' '
    $2 == "error_hint" && $3 !~ /^%[a-z.]+$/ && ($3 !~ /^([A-Z]|%)/ || $3 !~ /([.?]|chmod %s)$/) { print $1 ": a hint is a sentence: " $3 }
    $2 == "error_hint" { next }
    {
        for (i = 3; i <= NF; i++) {
            if ($i ~ /^[A-Z][a-z]/) print $1 ": a message begins in lower case: " $i
            if ($i ~ /[a-z][.!]$/) print $1 ": a message has no full stop: " $i
            if ($i ~ /\\n/) print $1 ": a message is one line: " $i
        }
    }
' "$scratch/texts" >"$scratch/faults"

# A key of a trouble is no message; what only info says tells of no trouble.
awk -F '\t' '
    $2 ~ /^(error_hint|error_wrap|log_trouble_over)/ || $2 ~ /:(INFO|DEBUG)$/ { next }
    {
        message = $3
        for (i = 4; $2 ~ /^log_trouble/ && i <= NF; i++) if ($i ~ /%/ || length($i) > length(message)) message = $i
        print $1 "\t" message
    }
' "$scratch/texts" >"$scratch/troubles"
# What migrate.sh says by fail and refuse; its variables are anything.
files '*.sh' | { grep '^sql/' || :; } | xargs -r grep -HnoE "(fail|refuse) (\"([^\"\\]|\\\\.)*\"|'[^']*')" |
    sed -E 's/^([^:]*:[0-9]*):[a-z]+ .(.*).$/\1\t\2/; s/\$[A-Za-z0-9_]+/%s/g' >>"$scratch/troubles"
files '*.[1578]' | xargs -r grep -h '^\.It ' | sed 's/\\(dq/"/g' >"$scratch/items"

# A message is explained where one item has its fixed words, in their order.
awk -F '\t' '
    FILENAME == ARGV[1] { items[++count] = $0; next } # which may be empty
    function explained(message,    pieces, k, i, at, rest) {
        gsub(/\\"/, "\"", message)
        k = split(message, pieces, /%[-0-9.*]*(z|l|ll|h)?[a-zA-Z]/)
        for (i = 1; i <= count; i++) {
            rest = items[i]
            for (at = 1; at <= k; at++) {
                gsub(/^[ :.]+|[ :.]+$/, "", pieces[at])
                if (!index(rest, pieces[at])) break
                rest = substr(rest, index(rest, pieces[at]) + length(pieces[at]))
            }
            if (at > k) return 1
        }
        return 0
    }
    $2 ~ /[a-z][a-z]/ && !explained($2) { print $1 ": no manual page explains: " $2 }
' "$scratch/items" "$scratch/troubles" >>"$scratch/faults"
refuse_lines "$scratch/faults"
