#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/cluster.sh COMMAND [ARGUMENT …]: runs COMMAND beside a PostgreSQL cluster of its own and ends
# with its status. COMMAND finds in its environment PGHOST (the socket's folder), PGUSER
# (pantau_admin, a superuser) and PGDATABASE. The cluster lives in a short folder of mode 0700 under
# /tmp (elsewhere with PANTAU_SERVERS=/folder), listens on no network, belongs to the user postgres when run as root (PostgreSQL refuses
# root), and is gone afterwards, however this ends. `trust` is safe because nobody else can reach
# the socket.
set -eu

bin=/usr/lib/postgresql/15/bin
server=
child=

# as_server COMMAND …: as the cluster's owner, with a clean environment, and so that it ends at
# once when this script dies without being able to say so.
as_server()
{
    set -- env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 TZ=UTC setpriv --pdeathsig QUIT "$@"
    if [ "$(id -u)" = 0 ]; then
        set -- setpriv --reuid postgres --regid postgres --init-groups "$@"
    fi
    cd /
    exec "$@"
}

cleanup()
{
    trap '' HUP INT QUIT TERM
    [ -z "$child" ] || kill "$child" 2>/dev/null || :
    [ -z "$child" ] || wait "$child" || :
    [ -z "$server" ] || kill -QUIT "$server" 2>/dev/null || :
    [ -z "$server" ] || wait "$server" || :
    [ -z "$base" ] || rm -rf "$base" "$base.log"
}

# What points the caller's programs to another server is not for this one.
for name in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p'); do
    unset "$name"
done

base=
trap cleanup EXIT
trap 'exit 129' HUP # its terminal was closed
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 143' TERM
base=$(mktemp -d "${PANTAU_SERVERS:-/tmp}/pantau.XXXXXX") # not TMPDIR: a socket's path ends at 107 bytes
[ "$(id -u)" != 0 ] || chown postgres:postgres "$base"

(as_server "$bin/initdb" -D "$base/pg" -U pantau_admin -A trust -E UTF8 --locale=C.UTF-8 --no-sync) \
    >"$base.log" 2>&1 || { cat "$base.log" >&2; rm -f "$base.log"; exit 1; }
rm -f "$base.log"
(as_server "$bin/postgres" -D "$base/pg" -k "$base" -c listen_addresses= -c fsync=off \
    -c logging_collector=on -c log_directory="$base" -c log_filename=server.log) >/dev/null 2>&1 &
server=$!

tries=0
until "$bin/pg_isready" -q -h "$base"; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
        echo "cluster: the server did not start" >&2
        cat "$base/server.log" >&2 || :
        exit 1
    fi
    sleep 0.1
done

export PGHOST="$base" PGUSER=pantau_admin PGDATABASE=postgres
# In the background and waited for, so that a signal ends it at once; with this script's own input,
# by another number: what is in the background has lost 0 before it could be passed on.
exec 3<&0
"$@" <&3 3<&- &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"
