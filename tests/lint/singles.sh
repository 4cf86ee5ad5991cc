#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Each library and each way to the world has its place: singles.txt says which.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

product_c >"$scratch/files"
grep -Ev '^(#|$)' "$here/singles.txt" | while read -r pattern places; do
    set -f
    while read -r file; do
        allowed=no
        for place in $places; do
            # shellcheck disable=SC2254  # a pattern is meant
            case $file in $place) allowed=yes ;; esac
        done
        [ $allowed = yes ] || echo "$file"
    done <"$scratch/files" >"$scratch/others"
    xargs -r grep -nHE -- "$pattern" <"$scratch/others" | grep -vE ':[0-9]+: *(\*|/\*|//)' |
        sed "s|\$|    <- only in $places|" || :
done >"$scratch/faults"
refuse_lines "$scratch/faults"
