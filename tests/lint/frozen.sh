#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What was released is not edited any more: each migration that sql/frozen.txt names has the contents it
# had then. Databases out there have run it, and pantau-migrate refuses another text under its name.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

cd sql
grep -v '^#' frozen.txt | while read -r hash file; do
    [ "$(sha256sum <"$file" | cut -d' ' -f1)" = "$hash" ] || echo "sql/$file: is not what was released"
done >"$scratch/faults" 2>&1
refuse_lines "$scratch/faults"
