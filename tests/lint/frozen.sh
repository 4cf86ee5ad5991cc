#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What was released is not edited any more: each migration that sql/frozen.txt names has the contents it
# had then. Databases out there have run it, and pantau-migrate refuses another text under its name. The
# daemon is written for the newest one: it refuses a database that has not come so far.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

cd sql
grep -v '^#' frozen.txt | while read -r hash file; do
    [ "$(sha256sum <"$file" | cut -d' ' -f1)" = "$hash" ] || echo "sql/$file: is not what was released"
done >"$scratch/faults" 2>&1
newest=$(find migrations -name '[0-9]*.sql' | sort | tail -n 1 | sed 's|.*/0*\([0-9]*\)_.*|\1|')
grep -qx "#define HANDSHAKE_MIGRATION $newest" ../daemon/handshake.h ||
    echo "daemon/handshake.h: HANDSHAKE_MIGRATION is not $newest, the newest of sql/migrations" >>"$scratch/faults"
refuse_lines "$scratch/faults"
