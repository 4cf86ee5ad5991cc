# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What a program may say: for each call of a function named in the variable `names` (name|name …) one
# line FILE:LINE, function (with its level in the log: log_write:INFO), and the strings among its own
# arguments (adjacent ones joined), with tabs between. Strings in the arguments of another call, or in
# braces, are not its own.

BEGIN { RS = "\001" } # a file is one record

{
    text = $0
    line = 1
    while (match(text, "[^a-z_](" names ")\\(")) {
        before = substr(text, 1, RSTART)
        line += gsub(/\n/, "\n", before)
        name = substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
        say(FILENAME ":" line, name)
    }
}

# Reads the arguments at the beginning of text.
function say(where, name,    depth, i, n, c, strings, joined, rest)
{
    depth = 1
    joined = 0
    n = length(text)
    for (i = 1; i <= n && depth > 0; i++) {
        c = substr(text, i, 1)
        if (c == "(" || c == "{") {
            depth++
        } else if (c == ")" || c == "}") {
            depth--
        } else if (c == "\"") {
            rest = substr(text, i)
            match(rest, /^"([^"\\]|\\.)*"/)
            if (depth == 1)
                strings = strings (joined ? "" : "\t") substr(rest, 2, RLENGTH - 2)
            joined = 1
            i += RLENGTH - 1
            continue
        } else if (joined && match(substr(text, i), /^PRI[a-zA-Z]+(64|32|MAX)/)) {
            i += RLENGTH - 1
            strings = strings "d"
            continue
        } else if (c == "'") {
            match(substr(text, i), /^'([^'\\]|\\.)*'/)
            i += RLENGTH - 1
        }
        if (c !~ /[ \n]/)
            joined = 0
    }
    if (match(substr(text, 1, i), /LOG_LEVEL_[A-Z]+/))
        name = name ":" substr(text, RSTART + 10, RLENGTH - 10)
    if (strings != "")
        print where "\t" name strings
}
