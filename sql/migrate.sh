#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Brings a database to the state of this folder (installed as pantau-migrate): bootstrap, then each
# migration that is missing, then each definition whose SHA-256 differs from the ledger's, and behind
# whatever was done the last of them, the rights. All in one psql session that takes an advisory lock
# first, so that any number of them may run at once.

set -eu
export LC_ALL=C

usage() {
    cat <<'END'
usage: pantau-migrate [-d DSN] [-s DIR] [-n]
  -d, --dsn DSN   database (libpq connection string or URI); default: the PG* environment
  -s, --sql DIR   folder with bootstrap.sql, migrations/ and definitions/
  -n, --dry-run   only list what would be applied; exit 3 when something would
  -h, --help      this text
Exit: 0 done or nothing to do, 1 refused or failed (the file that failed left nothing behind), 2 usage,
3 dry run found something to do.
END
}

fail() {
    echo "pantau-migrate: $1" >&2
    exit "${2:-1}"
}

dsn='' dir=$(dirname "$0") dry=0
[ -d "$dir/migrations" ] || dir=$dir/../share/pantau/sql
while [ $# -gt 0 ]; do
    case $1 in
    -d | --dsn) [ $# -ge 2 ] || fail "$1 needs a value" 2; dsn=$2; shift ;;
    --dsn=*) dsn=${1#*=} ;;
    -s | --sql) [ $# -ge 2 ] || fail "$1 needs a value" 2; dir=$2; shift ;;
    --sql=*) dir=${1#*=} ;;
    -n | --dry-run) dry=1 ;;
    -h | --help) usage; exit 0 ;;
    *) fail "there is no option \"$1\"; see: pantau-migrate --help" 2 ;;
    esac
    shift
done
dir=$(CDPATH='' cd "$dir" 2>/dev/null && pwd) || fail "no such folder" 2
[ -f "$dir/bootstrap.sql" ] || fail "no bootstrap.sql in $dir" 2

# Of which Pantau the files are: an installed folder says it itself, the sources' is in meson.build.
version=$(sed '/^#/d' "$dir/version" 2>/dev/null) ||
    version=$(sed -n "s/^  version: '\([0-9.]*\)',$/\1/p" "$dir/../meson.build" 2>/dev/null) || version=
case $version in *[!0-9.]*) fail "$dir/version is no version" ;; esac

# One line per file: kind, number, name, sha256, breaking, path.
list() {
    for path in "$dir/bootstrap.sql" "$dir"/migrations/[0-9]*.sql "$dir"/definitions/[0-9]*.sql; do
        [ -f "$path" ] || continue
        name=$(basename "$path" .sql)
        case $path in
        */migrations/*) kind=migration ;;
        */definitions/*) kind=definition ;;
        *) kind=bootstrap ;;
        esac
        number=$(echo "$name" | sed -n 's/^0*\([0-9]\{1,\}\)_.*/\1/p')
        case $kind:$(head -n 1 "$path") in
        *':-- breaking: yes') breaking=true ;;
        *':-- breaking: no' | definition:*) breaking=false ;;
        *) fail "$path: first line must be \"-- breaking: yes\" or \"-- breaking: no\"" ;;
        esac
        echo "$kind ${number:-0} $name $(sha256sum <"$path" | cut -d' ' -f1) $breaking $path"
    done
}

# refuse WORDS: what makes psql say them and end.
refuse() {
    cat <<END
\\set VERBOSITY terse
do \$\$ begin raise exception '$1'; end \$\$;
END
}

# The script for psql. Each file is one transaction together with its row of the ledger.
script() {
    cat <<END
set client_min_messages = warning;
-- What a database or a role may have set for its readers is not for this session.
set statement_timeout = 0;
set lock_timeout = 0;
set idle_in_transaction_session_timeout = 0;
set default_transaction_read_only = off;
set default_transaction_isolation = 'read committed';
set standard_conforming_strings = on;
set client_encoding = 'UTF8';
set datestyle = 'ISO, YMD';
set timezone = 'UTC';
select current_setting('server_version_num')::int < 150000 as old, current_setting('server_encoding') <> 'UTF8' as other \\gset
\\if :old
$(refuse 'PostgreSQL 15 or later is needed')
\\endif
\\if :other
$(refuse 'the database is not encoded in UTF-8: create it by createdb -E UTF8 -T template0')
\\endif
END
    cat <<'END'
select pg_advisory_lock(1348562548, 0) \g /dev/null
select to_regclass('ops.ledger') is not null as known \gset
\set done false
END
    # What is made again has no rights: they are given anew behind whatever was done, be it by the next run, for their
    # row goes with each other file.
    last=$(echo "$1" | awk '$1 == "definition" { name = $3 } END { print name }')
    newest=$(echo "$1" | awk '$1 == "migration" { n = $2 } END { print n + 0 }')
    cat <<END
\\if :known
select coalesce(max(number), 0) > $newest as newer from ops.ledger where kind = 'migration' \\gset
\\if :newer
$(refuse 'the database is newer than these files: use the newer pantau-migrate')
\\endif
select coalesce(max(string_to_array(version, '.')::int[]) > string_to_array('$version', '.')::int[], false)
    as newer
from ops.ledger where version <> '' and '$version' <> '' \\gset
\\if :newer
$(refuse "the database was made by a newer Pantau than these files, $version: use the newer pantau-migrate")
\\endif
\\endif
END
    echo "$1" | while read -r kind number name hash breaking path; do
        cat <<END
\\set was ''
select to_regclass('ops.ledger') is not null as known \\gset
\\if :known
select coalesce(max(sha256), '') as was from ops.ledger where kind = '$kind' and name = '$name' \\gset
\\endif
select :'was' <> '$hash' or '$name' = '$last' and :'done'::boolean as todo,
    :'was' not in ('', '$hash') and '$kind' = 'migration' as altered \\gset
\\if :altered
$(refuse "migration $name was applied with other contents: released files are frozen")
\\endif
\\if :todo
\\echo '$kind $name'
\\set done true
END
        [ "$dry" = 1 ] || cat <<END
\\o /dev/null
begin;
$([ "$kind" = bootstrap ] || echo 'set local role pantau_owner;')
\\i '$(echo "$path" | sed "s/'/''/g")'
insert into ops.ledger as ledger (kind, name, number, sha256, breaking, version, applied_at, applied_by)
values ('$kind', '$name', $number, '$hash', $breaking, '$version', now(), session_user)
on conflict (kind, name) do update set
    sha256 = excluded.sha256,
    breaking = excluded.breaking,
    version = excluded.version,
    applied_at = excluded.applied_at,
    applied_by = excluded.applied_by;
delete from ops.ledger where kind = 'definition' and name = '$last' and name <> '$name';
commit;
\\o
END
        printf '%s\n' '\endif'
    done
    # Rules and calendars are definitions: what was derived by those before is told of, not derived again.
    [ "$dry" = 1 ] || cat <<'END'
select to_regprocedure('metrics.recompute_due()') is not null and :'done'::boolean as tells \gset
\if :tells
begin;
\o /dev/null
set local role pantau_owner;
\o
select 'inquiries of ' || string_agg(r.government_code, ', ' order by r.government_code)
    || ' were derived by older rules or calendars: pantauctl recompute'
from metrics.recompute_due() as r
having count(*) > 0;
commit;
\endif
END
}

files=$(list)
case $files in bootstrap*) ;; *) exit 1 ;; esac
out=$(script "$files" | psql -XAtq -v ON_ERROR_STOP=1 ${dsn:+-d "$dsn"} -f -) || fail "stopped; nothing of the failed file was kept"
[ -z "$out" ] || echo "$out"
[ "$dry" = 0 ] || [ -z "$out" ] || exit 3
