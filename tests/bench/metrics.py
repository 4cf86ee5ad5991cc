#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Rounds of the response figures beside a plain REFRESH MATERIALIZED VIEW of the same figures.

    tests/cluster.sh tests/bench/metrics.py [--governments N] [--units N] [--inquiries N] [--city N] [--large N]

Fills a database with inquiries of two years (a fifth of them answered, log-normal waits, all targets
watched), then changes some at random (a late answer each) and measures the dirty round that follows, with
the settings of a fresh installation; then lets time go on and measures ageing rounds. Peers, on the same rows
and the same server: REFRESH MATERIALIZED VIEW of all rolling figures in the best form we know (our own
function over the daily lists, each figure once), and a naive view straight from core.inquiry with only
counts, median and 90th percentile. Times of rounds are those of CPU of the backend that works (/proc), so
another load on the machine moves them less than the clock would; those of readers are the clock's. A reader
in a process of its own asks for one unit all the while, gives up where a lock makes it wait for a
millisecond, and adds up all units now and then: it must never meet a sum that stood before or after no
round. Only the ratios count.
"""

import argparse
import json
import os
import pathlib
import select
import subprocess
import sys
import time

import psycopg2

from table import Table

SQL = pathlib.Path(__file__).resolve().parents[2] / "sql"
AS_OF = "2026-06-30 12:00+07"
POSTS = 40  # of a unit
TICKS = os.sysconf("SC_CLK_TCK")

PLACES = """
insert into core.government (government_id, code, name, kind, timezone, calendar)
select g, 'g' || g, 'Kota ' || g, 'city', 'Asia/Jakarta', 'id-asn'
from generate_series({first}, {last}) as g;
insert into core.unit (government_id, unit_id, code, name, kind, parent_unit_id)
select g, u, 'u' || u, 'Dinas ' || u, 'dinas', case when u > {units} * 3 / 4 then u - {units} * 3 / 4 end
from generate_series({first}, {last}) as g, generate_series(1, {units}) as u;
analyze core.government, core.unit; -- else each reference is looked up in all rows
insert into core.account (government_id, account_id, channel, external_id, access)
select u.government_id, u.unit_id * 10 + c.ord, c.channel, 'page ' || u.unit_id, 'owned'
from core.unit as u, unnest(array[{channels}]) with ordinality as c (channel, ord)
where u.government_id between {first} and {last};
analyze core.account;
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
select a.government_id, a.account_id, '2020-01-01', a.account_id / 10
from core.account as a
where a.government_id between {first} and {last};
insert into ops.target (government_id, account_id, stream, external_id, last_success_at)
select a.government_id, a.account_id, 'comments', 'post ' || p, '{as_of}'::timestamptz - interval '10 min'
from core.account as a, generate_series(1, {posts}) as p
where a.government_id between {first} and {last};
"""

# So many inquiries a unit between two days back. A tenth by withheld authors where there are channels.
INQUIRE = """
select setseed(0.5);
insert into core.inquiry (
    government_id, inquiry_id, opened_at, unit_id, account_id, channel, kind, class, opened_by, turn,
    needed_at, answered_at, ended_at, state, removed, hidden, undecided, messages, timing, source_kind,
    source_account_id, source_id, opening_id, post_external_id, opened_on, needed_on, calendar,
    opened_wait_s, needed_wait_s, opened_working_s, needed_working_s, opened_working_from_s,
    needed_working_from_s, provisional, reply_class, first_reply_at, first_reply_wait_s, first_reply_working_s,
    substantive_at, substantive_wait_s, substantive_working_s
)
select
    x.government_id, md5(concat_ws(' ', x.government_id, x.unit_id, x.n, {young}))::uuid, x.opened_at, x.unit_id,
    x.account_id, x.channel, 'comment', 'citizen',
    case when x.n % 10 = 0 and cardinality(array[{channels}]) > 1 then 'unknown' else 'citizen' end, 1,
    x.opened_at, x.ended_at, x.ended_at,
    case when x.ended_at is null then 'waiting' else 'answered' end, false, false, false, 1, 'exact',
    'message', x.account_id, 'thread ' || x.n, 'opening', 'post ' || 1 + x.n % {posts}, x.day, x.day, 'id-asn',
    x.wait_s, x.wait_s, x.wait_s / 4, x.wait_s / 4, x.from_s, x.from_s, false,
    -- Of ten answers seven are substantive, two stock and one a redirect; after one of the stock ones came more.
    case when x.ended_at is not null then
        (array['substantive', 'stock', 'redirect'])[1 + (x.n % 10 >= 7)::int + (x.n % 10 >= 9)::int] end,
    x.ended_at, x.wait_s, x.wait_s / 4,
    case when x.n % 10 < 8 then x.ended_at + make_interval(secs => x.wait_s * (x.n % 10 = 7)::int) end,
    case when x.n % 10 < 8 then x.wait_s * (1 + (x.n % 10 = 7)::int) end,
    case when x.n % 10 < 8 then x.wait_s / 4 * (1 + (x.n % 10 = 7)::int) end
from (
    select
        y.*, y.local::date as day, y.opened_at + make_interval(secs => y.wait_s) as ended_at,
        d.before_s
            + greatest(0, least(d.ends_s[1], date_part('epoch', y.local::time)::int) - d.starts_s[1])
            + greatest(0, least(d.ends_s[2], date_part('epoch', y.local::time)::int) - d.starts_s[2]) as from_s
    from (
        select z.*, z.opened_at at time zone 'Asia/Jakarta' as local
        from (
            select
                u.government_id, u.unit_id, n, (array[{channels}])[1 + n % cardinality(array[{channels}])] as channel,
                u.unit_id * 10 + 1 + n % cardinality(array[{channels}]) as account_id,
                date_trunc('second', '{as_of}'::timestamptz
                    - make_interval(secs => 1 + 86400 * ({young} + ({old} - {young}) * random()))) as opened_at,
                case when random() < 0.2 then floor(exp(9.5 + 1.5 * (
                    random() + random() + random() + random() + random() + random() - 3) * 1.414))::int
                end as wait_s
            from core.unit as u, generate_series(1, {count}) as n
            where u.government_id between {first} and {last}
        ) as z
    ) as y
    join core.calendar_day as d on d.calendar = 'id-asn' and d.day = y.local::date
) as x;
analyze core.inquiry, ops.target;
"""

NAIVE = """
create materialized view naive as
select
    i.government_id, i.unit_id, w.days, count(*) as n, count(i.needed_wait_s) as n_answered,
    percentile_disc(0.5) within group (order by i.needed_wait_s) as median_s,
    percentile_disc(0.9) within group (order by i.needed_wait_s) as p90_s
from (values (7), (28), (91), (364)) as w (days)
join core.inquiry as i on i.needed_on > '{as_of}'::date - w.days
group by i.government_id, i.unit_id, w.days with no data
"""

# Each figure once, as in our own store: the narrowest of the keys that share it. One government a call: all
# at once takes longer.
BEST = """
create materialized view best as
select f.*
from (
    select array_agg(s.government_id) as g, array_agg(s.unit_id) as u, array_agg(s.same_scope) as s,
        array_agg(s.same_channel) as c
    from (select distinct government_id, unit_id, same_scope, same_channel from metrics.response_key) as s
    group by s.government_id
) as k
cross join lateral metrics.response_compute(k.g, k.u, k.s, k.c,
    '{{7, 28, 91, 364}}', '{{6, 27, 90, 363}}', '{{0, 0, 0, 0}}', '{as_of}') as f
join (
    select distinct government_id, unit_id, same_scope, same_channel, same_opener, population
    from metrics.response_key
) as s
    on s.government_id = f.government_id and s.unit_id = f.unit_id and s.same_scope = f.scope
    and s.same_channel = f.channel and s.same_opener = f.opener and s.population = f.population
with no data
"""

# A late answer to inquiries that wait, in random units.
CHANGE = """
with picked as (
    select i.government_id, i.inquiry_id, i.opened_at
    from core.inquiry as i
    where i.state = 'waiting' and i.opened_on > '{as_of}'::date - {days}
    order by md5(i.inquiry_id || '{salt}')
    limit {count}
),
changed as (
    update core.inquiry as i
    set state = 'answered', answered_at = '{as_of}', ended_at = '{as_of}', reply_class = 'substantive',
        first_reply_at = '{as_of}', substantive_at = '{as_of}',
        opened_wait_s = extract(epoch from '{as_of}' - i.opened_at),
        needed_wait_s = extract(epoch from '{as_of}' - i.opened_at),
        opened_working_s = extract(epoch from '{as_of}' - i.opened_at) / 4,
        needed_working_s = extract(epoch from '{as_of}' - i.opened_at) / 4
    from picked as p
    where i.government_id = p.government_id and i.inquiry_id = p.inquiry_id and i.opened_at = p.opened_at
    returning i.government_id, i.unit_id, i.channel, i.opened_on
)
insert into core.dirty (government_id, unit_id, channel, day)
select distinct c.government_id, c.unit_id, c.channel, c.opened_on from changed as c
on conflict do nothing
"""

MARK_ALL = """
insert into core.dirty (government_id, unit_id, channel, day)
select distinct i.government_id, i.unit_id, i.channel, i.opened_on
from core.inquiry as i
where i.government_id = {first}
"""

READER = """
select median_s from metrics.response_rolling
where government_id = 1 and unit_id = 1 and scope = 'own' and channel = 'all' and opener = 'all'
    and population = 'needed'
"""

# Each late answer is one more of its unit: a sum between those before and after a round is half a state.
WHOLE = """
select sum(n_answered)::bigint from metrics.response_rolling_all
where unit_id > 0 and scope = 'own' and channel = 'all' and opener = 'all' and population = 'all'
    and clock = 'calendar' and window_days = 364
"""
EVERY = 200  # questions of the reader between two such sums

VISIT = "update ops.target set last_success_at = '{as_of}'::timestamptz - interval '10 min'"

# What people ask, of the view they read and of the peer: one unit, and all units of one window.
QUESTIONS = (
    ("one unit", "select n, median_s, response_rate from {source} where government_id = 1 and unit_id = 7 and {key}"),
    ("all units", "select government_id, unit_id, n, median_s, response_rate from {source} where window_days = 28 "
                  "and {key}"),
)
HEADLINE = "scope = 'own' and channel = 'all' and opener = 'all' and population = 'needed' and clock = 'calendar'"
STORED = HEADLINE.replace("'all'", "'facebook'", 1).replace("'all'", "'citizen'", 1)


class Bench:
    """One database on the server of tests/cluster.sh, and one session in it."""

    def __init__(self):
        subprocess.run(["createdb", "bench"], check=True)
        subprocess.run([SQL / "migrate.sh", "-d", "dbname=bench"], check=True, stdout=subprocess.DEVNULL)
        self.connection = psycopg2.connect("dbname=bench")
        self.connection.autocommit = True
        self.stat = pathlib.Path(f"/proc/{self.connection.get_backend_pid()}/stat")
        self.salt = 0
        self.as_of = AS_OF

    def run(self, sql, **values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql.format(as_of=self.as_of, posts=POSTS, **values))
            return cursor.fetchall() if cursor.description else None

    def cpu_ms(self):
        fields = self.stat.read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICKS

    def timed(self, sql, **values):
        before = self.cpu_ms()
        self.run(sql, **values)
        return self.cpu_ms() - before

    def fill(self, first, last, units, channels, spans):
        """Governments with inquiries: spans are (days back from, to, inquiries of a unit)."""
        channels = ", ".join(f"'{channel}'::text" for channel in channels)
        self.run(PLACES, first=first, last=last, units=units, channels=channels)
        self.add(first, last, channels, spans)

    def add(self, first, last, channels, spans):
        for young, old, count in spans:
            self.run(INQUIRE, first=first, last=last, channels=channels, young=young, old=old, count=count)

    def round(self, kind="dirty"):
        """CPU ms of one round, and the rows it changed."""
        before = self.cpu_ms()
        (_, changed, _, error), = self.run("select * from metrics.refresh_round('{as_of}', '{kind}')", kind=kind)
        if error:
            sys.exit(f"the round failed: {error}")
        return self.cpu_ms() - before, changed

    def clock_ms(self, sql):
        """Median of the clock's ms of 21 questions with all their rows."""
        times = []
        for _ in range(21):
            start = time.monotonic()
            self.run(sql)
            times.append((time.monotonic() - start) * 1000)
        return sorted(times)[10]

    def later(self, as_of):
        """CPU ms of the ageing round of a later moment, all targets visited up to it, and the rows it changed."""
        self.as_of = as_of
        self.run(VISIT)
        self.run("vacuum analyze ops.target")
        return self.round("ageing")

    def small(self, count, days=360, runs=3, seen=None):
        """CPU ms of the dirty round after so many late answers; median of the runs. What it put off (large
        trees and governments, for a minute) is forgotten, so that no round pays for another."""
        times = []
        for _ in range(runs):
            self.salt += 1
            self.run(CHANGE, count=count, salt=self.salt, days=days)
            took, changed = self.round()
            if not changed:
                sys.exit("the round changed nothing")
            times.append(took)
            self.run("delete from metrics.response_pending")
            if seen is not None:
                seen.append(self.run(WHOLE)[0][0])
        return sorted(times)[runs // 2]


class Reader:
    """Asks for one unit again and again in a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, __file__, "--reader"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def stop(self):
        """median, 99th percentile and longest ms, questions, how many met a lock, the sums met"""
        out, _ = self.process.communicate("stop\n")
        return json.loads(out)


def read():
    """The reader's process: until something comes on standard input."""
    connection = psycopg2.connect("dbname=bench")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("set lock_timeout = '1ms'")
    times, locked, sums = [], 0, set()
    while not select.select([sys.stdin], [], [], 0.002)[0]:
        start = time.monotonic()
        try:
            cursor.execute(READER)
            cursor.fetchall()
        except psycopg2.errors.LockNotAvailable:
            locked += 1
        times.append((time.monotonic() - start) * 1000)
        if len(times) % EVERY == 0:
            cursor.execute(WHOLE)
            sums.add(cursor.fetchone()[0])
    times.sort()
    print(json.dumps({
        "median": times[len(times) // 2], "p99": times[len(times) * 99 // 100], "longest": times[-1],
        "questions": len(times), "locked": locked, "sums": sorted(sums)}))


def settle(bench):
    bench.run("vacuum analyze metrics.response_day, metrics.response_rolling_store, metrics.response_key, "
              "core.inquiry")


def bench_peers(bench):
    """CPU ms of a REFRESH of all rolling figures, and of the naive view."""
    bench.run(BEST)
    bench.run(NAIVE)
    best = bench.timed("refresh materialized view best")
    if best < 60000: # what takes minutes is not much moved by a cold start
        best = min(best, bench.timed("refresh materialized view best"))
    naive = min(bench.timed("refresh materialized view naive") for _ in range(2))
    bench.run("create unique index on best (government_id, unit_id, scope, channel, opener, population, clock, "
              "window_days)")
    bench.run("analyze best")
    return best, naive


def bench_latency(bench, table):
    """What a question costs whoever reads, of the view and of a plain materialized one."""
    for what, sql in QUESTIONS:
        table.line(f"reading {what}, view and plain table, µs",
                   1000 * bench.clock_ms(sql.format(source="metrics.response_rolling", key=HEADLINE)),
                   1000 * bench.clock_ms(sql.format(source="best", key=STORED)))
    for what, sql in QUESTIONS:
        took = bench.clock_ms(sql.format(source="metrics.response", key="channel = 'all'"))
        table.note(f"reading {what} of metrics.response, ms", f"{took:.1f}")


def bench_readers(table, idle, beside, sums):
    """How long readers waited beside rounds, and whether one saw half a round."""
    for when, reader in (("idle", idle), ("in rounds", beside)):
        table.note(f"readers: {when}: median, 99 %, longest ms",
                   f"{reader['median']:.2f}, {reader['p99']:.2f}, {reader['longest']:.2f} of "
                   f"{reader['questions']} questions")
    table.limit("readers: median beside rounds, ms more", beside["median"] - idle["median"], 1)
    table.limit("readers: 99 % beside rounds, ms more", beside["p99"] - idle["p99"], 10)
    table.limit("readers: waits of over 1 ms for a lock", beside["locked"], 0)
    table.limit(f"readers: half states among {len(beside['sums'])} sums", len(set(beside["sums"]) - set(sums)), 0)


def bench_ageing(bench, table, best):
    """Time goes on and nothing is asked or answered: what ages, and every window at midnight."""
    for when, as_of in (("a quarter of an hour on", "2026-06-30 12:15+07"), ("past midnight", "2026-07-01 00:05+07")):
        took, changed = bench.later(as_of)
        table.line(f"REFRESH ÷ ageing round, {when}, CPU ms", best, took)
        table.note("rows that it changed", f"{changed:,}")


def bench_small(bench, table, args):
    """Targets 6 and 7: a year of history, then two."""
    half = args.inquiries // 2
    bench.fill(1, args.governments, args.units, ["facebook"], [(0, 364, half)])
    first, _ = bench.round("full")
    settle(bench)
    young = {count: bench.small(count) for count in (100, 1000)}
    bench.add(1, args.governments, "'facebook'::text", [(364, 728, half)])
    second, _ = bench.round("full")
    settle(bench)
    (inquiries, rows, keys), = bench.run(
        "select (select count(*) from core.inquiry), (select count(*) from metrics.response_rolling_store), "
        "(select count(*) * 8 from metrics.response_key)")
    table.note("inquiries, rows of figures, keys", f"{inquiries:,}, {rows:,}, {keys:,}")
    table.note("full rounds, CPU s: one year, two years", f"{first / 1000:.1f}, {second / 1000:.1f}")

    best, naive = bench_peers(bench)
    bench_latency(bench, table)
    idle = Reader()
    time.sleep(4)
    idle = idle.stop()
    sums = [bench.run(WHOLE)[0][0]]
    reader = Reader()
    old = {count: bench.small(count, seen=sums) for count in (100, 1000)}
    for count, target in ((100, 25), (1000, 4.5)):
        table.line(f"REFRESH ÷ round after {count} changes, CPU ms", best, old[count], target)
    for count in (100, 1000):
        table.line(f"naive REFRESH ÷ round after {count} changes", naive, old[count])
    for count in (100, 1000):
        table.line(f"{count} changes, history doubled, CPU ms", old[count], young[count], 1.1, at_most=True)
    for count in (100, 1000):
        table.note(f"{count} changes of the last 28 days, CPU ms", f"{bench.small(count, 28, seen=sums):.0f}")
    (waiting,), = bench.run("select count(*) from core.inquiry where state = 'waiting' and opened_on > "
                            "'{as_of}'::date - 360")
    large = min(args.large, waiting // 2) # the rounds after it need some, too
    if large:
        table.line(f"REFRESH ÷ round after {large} changes, CPU ms", best, bench.small(large, runs=1, seen=sums))
    bench_readers(table, idle, reader.stop(), sums)
    bench.run("update metrics.refresh_setting set value = 1e9 where setting = 'heavy_n'")
    for count in (100, 1000):
        table.line(f"the same, {count}, nothing put off", best, bench.small(count))
    bench_ageing(bench, table, best)


def bench_city(bench, table, args):
    """A government whose whole history arrives: the first round, and rounds beside a day that fills."""
    first, units = args.governments + 1, 40
    channels = ["facebook", "instagram", "x"]
    bench.fill(first, first, units, channels, [(0, 364, args.city // units)])
    bench.run(MARK_ALL, first=first)
    took, rows = bench.round()
    table.note(f"first round over {args.city:,} inquiries", f"{took / 1000:.1f} CPU s, {rows:,} rows")
    bench.fill(first + 1, first + 1, units, channels, [])
    total = 0
    listed = ", ".join(f"'{channel}'::text" for channel in channels)
    for number in range(10):
        bench.add(first + 1, first + 1, listed, [(number / 1000, number / 1000 + 0.3, 1000 // units)])
        bench.run(MARK_ALL, first=first + 1)
        total += bench.round()[0]
    table.note("10 rounds while a day fills with 10,000", f"{total / 1000:.1f} CPU s")


def main():
    parser = argparse.ArgumentParser(description="rounds of the response figures")
    parser.add_argument("--governments", type=int, default=100)
    parser.add_argument("--units", type=int, default=50, help="per government")
    parser.add_argument("--inquiries", type=int, default=200, help="per unit, over two years; 2,000 make 10 million")
    parser.add_argument("--large", type=int, default=100000, help="changes before the largest round; 0: none")
    parser.add_argument("--city", type=int, default=100000, help="inquiries of one government's year")
    parser.add_argument("--reader", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.reader:
        read()
        return
    table = Table("pantau")
    bench = Bench()
    if args.governments:
        bench_small(bench, table, args)
    if args.city:
        bench_city(bench, table, args)
    print(f"{table.missed} targets missed")


if __name__ == "__main__":
    main()
