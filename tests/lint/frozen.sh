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
newest=$(files '[0-9]*_*.sql' | sed -n 's|^migrations/0*\([0-9]*\)_.*|\1|p' | tail -n 1)
made_for=$(sed -n 's/^#define HANDSHAKE_MIGRATION //p' ../daemon/handshake.h 2>/dev/null) || made_for=$newest
[ "$made_for" = "$newest" ] ||
    echo "daemon/handshake.h: made for migration $made_for, the newest is $newest" >>"$scratch/faults"
refuse_lines "$scratch/faults"
