#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/demo.sh PANTAUD SIMULATOR [--once]: the main job in a terminal. Runs inside tests/cluster.sh,
# whose server it uses, so everything it starts and writes is gone when it ends, however it ends.
#
# A made-up city lives through 30 days within a minute, ending now; pantaud polls its accounts on every
# platform, its websites and its complaint feeds, and the figures follow. With --once the whole city is there at once: one full cycle,
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
    # Nobody waits here for a quarter of an hour until the figures by day follow, nor for six hours until what the
    # platforms announce is compared with what is held (metrics.data_quality), nor for a day until who answers like an
    # official is looked for.
    psql -qX -c 'alter role pantau_writer login' \
        -c "update ops.refresh_policy set max_age = '10 s' where mode = 'matview' or mode = 'table'"
}

start_city()
{
    reveal=60
    [ -z "$once" ] || reveal=0
    "$simulator" --out "$city/api" --reveal "$reveal" --channels all --feeds all --direct \
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
    (umask 077 && mkdir -p "$city/api/state/credentials") # where renewed tokens are kept
    cat >>"$city/api/pantau.yaml" <<END
collector: { flush_interval: 2s }
refresh: { dirty_interval: 2s, ageing_interval: 10s, view_interval: 10s }
END
}

# The response table: what a mayor would ask for first. Unit "(all)" is the government as a whole, with each
# channel it is on; of a unit only where somebody asked. No line is wider than 80 columns.
table()
{
    psql -qX -P footer=off -P null=- -P border=0 <<'END' | sed 's/ *$//'
create function pg_temp.short(s bigint) returns text language sql as
    $$ select regexp_replace(metrics.duration_text(s), '(h|min) \d+ (min|s)$', '\1') $$;
select
    case when r.unit_id = 0 then '(all)' else r.unit_code end as unit,
    r.channel,
    nullif(p.posts, 0) as posts,
    r.n,
    r.n_answered as answered,
    case when r.n > 0 then coalesce(pg_temp.short(r.median_s), 'never') end as median,
    case when r.n > 0 then coalesce(pg_temp.short(r.p90_s), 'never') end as p90,
    lpad(coalesce(round(100 * r.response_rate::numeric) || '%', '-'), 4) as rate,
    coalesce(pg_temp.short(extract(epoch from r.as_of - r.oldest_waiting_at)::bigint), '') as waiting
from metrics.response as r
cross join lateral (
    select count(*) as posts
    from metrics.unit_account as a
    join core.post as p on p.government_id = a.government_id and p.account_id = a.account_id
    where a.unit_id = r.unit_id and r.channel in ('all', a.channel)
        and p.removed_at is null and p.published_at > r.as_of - interval '28 days'
) as p
where r.window_days = 28 and (r.unit_id = 0 or (r.channel <> 'all' and r.n > 0))
order by r.unit_id <> 0, unit, r.channel <> 'all', r.channel
END
}

legend()
{
    cat <<'END'
posts: published in these days. n: inquiries begun in them. median, p90: until
half, until nine of ten had an answer, those who still wait counted in; never:
too many got none. rate: answered within 72 hours, of those watched so long (-:
none yet). waiting: the oldest that waits. On websites nobody asks; the feed
lapor-arsip shows no answers, so its cases are counted apart (n_excluded).
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
    # A small window has room for the table alone.
    most=$((lines - 11)) title='' blank='' explained=''
    intro='A made-up city lives 30 days in a minute. Ctrl-C ends it. To look inside:'
    if [ "$lines" -ge 36 ]; then
        most=$((lines - 20)) blank='
'
        title='Response of the last 28 days, as pantaud sees it now:
'
        intro='Pantau demo: a made-up city lives 30 days within a minute. Ctrl-C ends it all.
To look into its database, in another terminal:'
        explained=$(legend)
    fi
    printf '%s\n    %s\n%s%s\n\n%s' "$intro" "psql -h $PGHOST -p 5432 -U pantau_admin pantau" \
        "$blank" "$1" "$title"
    printf '%s\n' "$2" | awk -v most="$most" '
        NR <= most + 2 { print }
        END { if (NR > most + 2) print "(" NR - most - 2 " more where the window is higher)" }'
    printf '%s%s\n' "$blank" "${explained:-n: inquiries of 28 days; rate: answered within 72 hours of those watched so long}"
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
