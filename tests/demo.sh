#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/demo.sh PANTAUD SIMULATOR [--once]: the main job in a terminal. Runs inside tests/cluster.sh,
# whose server it uses, so everything it starts and writes is gone when it ends, however it ends.
#
# A made-up city lives through 30 days within a minute, ending now; pantaud polls its Facebook pages and
# complaint feeds and the figures follow. With --once the whole city is there at once: one full cycle,
# the table on stdout, exit status 0.
set -eu

pantaud=$1 simulator=$2 once=${3:-}
city='' simulator_pid='' pantaud_pid='' sleep_pid=''

# Children are told first and waited for; a second Ctrl-C changes nothing any more.
cleanup()
{
    trap '' HUP INT QUIT TERM
    [ -z "$pantaud_pid" ] || kill "$pantaud_pid" 2>/dev/null || :
    [ -z "$pantaud_pid" ] || wait "$pantaud_pid" 2>/dev/null || :
    [ -z "$simulator_pid" ] || kill "$simulator_pid" 2>/dev/null || :
    [ -z "$simulator_pid" ] || wait "$simulator_pid" 2>/dev/null || :
    [ -z "$sleep_pid" ] || kill "$sleep_pid" 2>/dev/null || :
    [ -z "$city" ] || rm -rf "$city"
}
trap cleanup EXIT
trap 'exit 129' HUP # its terminal was closed
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 143' TERM
city=$(mktemp -d "${TMPDIR:-/tmp}/pantau-city.XXXXXX")

say()
{
    printf '%s\n' "$*" >&2
}

fail()
{
    say "demo: $*"
    exit 1
}

make_database()
{
    psql -qX -d postgres -c 'create database pantau' || fail 'the database could not be made'
    export PGDATABASE=pantau
    sh sql/migrate.sh >"$city/migrate.log" 2>&1 || { cat "$city/migrate.log" >&2; fail 'migrating failed'; }
    # Nobody waits here for a quarter of an hour until the figures by day follow.
    psql -qX -c 'alter role pantau_writer login' \
        -c "update ops.refresh_policy set max_age = '10 s' where mode = 'matview'"
}

start_city()
{
    reveal=60
    [ -z "$once" ] || reveal=0
    "$simulator" --out "$city/api" --reveal "$reveal" \
        --dsn "host=$PGHOST dbname=pantau user=pantau_writer" 2>"$city/simulator.log" &
    simulator_pid=$!
    tries=0
    until [ -s "$city/api/port" ]; do
        tries=$((tries + 1))
        if [ $tries -gt 100 ] || ! kill -0 "$simulator_pid" 2>/dev/null; then
            cat "$city/simulator.log" >&2
            fail 'the simulator did not start'
        fi
        sleep 0.1
    done
    cat >>"$city/api/pantau.yaml" <<END
collector: { flush_interval: 2s }
refresh: { dirty_interval: 2s, ageing_interval: 10s, view_interval: 10s }
END
}

# The response table: what a mayor would ask for first. Unit "(all)" is the government as a whole; of a
# unit only its channels are shown. No line is wider than 80 columns.
table()
{
    psql -X -P footer=off -P null=- -P border=0 <<'END'
select
    case when unit_id = 0 then '(all)' else unit_code end as unit,
    channel,
    n,
    n_answered as answered,
    coalesce(metrics.duration_text(median_s), 'never') as median,
    coalesce(metrics.duration_text(p90_s), 'never') as p90,
    lpad(coalesce(round(100 * response_rate::numeric) || '%', '-'), 4) as rate,
    coalesce(metrics.duration_text(extract(epoch from as_of - oldest_waiting_at)::bigint), '') as "oldest waiting"
from metrics.response
where window_days = 28 and n > 0 and (unit_id = 0 or channel <> 'all')
order by unit_id <> 0, unit, channel <> 'all', channel
END
}

legend()
{
    cat <<'END'
n: inquiries begun in these days. median, p90: until half, until nine of ten had
an answer, those who still wait counted in; never: too many got none. rate:
answered within 72 hours, of those watched so long (-: none yet). The feed
lapor-arsip shows no answers: it is counted apart (n_excluded), and not here.
END
}

# The simulator logs a line for each request.
counts()
{
    psql -XAtq -F ' ' -v requests="$(wc -l <"$city/api/served.log")" <<'END'
select 'polls: ' || :requests || ' requests, ' || (select count(*) from ops.run where error is null)
    || ' brought something new, ' || (select count(*) from ops.run where error is not null) || ' failed';
select 'rows:  ' || (select count(*) from core.post) || ' posts, ' || (select count(*) from core.message)
    || ' messages, ' || (select count(*) from core.complaint) || ' complaints, '
    || (select count(*) from core.inquiry) || ' inquiries';
END
}

# show COUNTS TABLE: the screen, with no more rows of the table than the terminal has lines for.
show()
{
    lines=1000 columns=1000
    if [ -t 1 ]; then
        exec 3>&1 # within $() the terminal is not the output
        read -r lines columns <<END
$(stty size <&3)
END
        # A serial console knows no size.
        [ "${lines:-0}" != 0 ] || lines=24
        [ "${columns:-0}" != 0 ] || columns=80
        printf '\033[H\033[2J'
    fi
    cat <<END
Pantau demo: a made-up city lives 30 days within a minute. Ctrl-C ends it all.
To look into its database, in another terminal:
    psql -h $PGHOST -p 5432 -U pantau_admin pantau

$1

Response of the last 28 days, as pantaud sees it now:
END
    printf '%s\n' "$2" | awk -v most=$((lines > 24 ? lines - 18 : 6)) '
        NR <= most + 2 { print }
        END { if (NR > most + 2) print "(" NR - most - 2 " more where the window is higher)"; print "" }'
    legend
    tail -n 1 "$city/pantaud.log" | cut -c "1-$columns"
}

run_once()
{
    "$pantaud" --config "$city/api/pantau.yaml" --once 2>"$city/pantaud.log" &
    pantaud_pid=$!
    status=0
    wait "$pantaud_pid" || status=$?
    pantaud_pid=''
    [ $status = 0 ] || { cat "$city/pantaud.log" >&2; fail "pantaud ended with status $status"; }
    counts
    printf '\nResponse of the last 28 days:\n'
    table
    legend
}

watch()
{
    "$pantaud" --config "$city/api/pantau.yaml" 2>"$city/pantaud.log" &
    pantaud_pid=$!
    while kill -0 "$pantaud_pid" 2>/dev/null; do
        # The server goes first when a terminal sends Ctrl-C to all.
        numbers=$(counts 2>/dev/null) || break
        rows=$(table 2>/dev/null) || break
        show "$numbers" "$rows"
        sleep 2 &
        sleep_pid=$!
        wait "$sleep_pid" || :
    done
    cat "$city/pantaud.log" >&2
    fail 'pantaud or the database ended'
}

make_database
start_city
if [ -n "$once" ]; then run_once; else watch; fi
