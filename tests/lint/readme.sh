#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# README files point at what is there: each path in the "question → file" table of README.md, and each
# link of any README that stays within the repository.
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
refuse_lines "$scratch/faults"
