#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Small refreshes of the response figures beside a plain REFRESH MATERIALIZED VIEW of the same figures.

    tests/cluster.sh tests/bench/metrics.py [--governments N] [--units N] [--inquiries N]

Fills a database with inquiries of two years (a fifth of them answered, log-normal waits, all targets
watched), then changes some at random (a late answer each) and measures the dirty round that follows.
Peers, on the same rows and the same server: REFRESH MATERIALIZED VIEW of all rolling figures, with the
best form we know (our own function over the daily lists), and a naive view straight from core.inquiry
with only counts, median and 90th percentile. A reader asks for one unit all the while; its longest wait
is printed. Only the ratios count.
"""

import argparse
import os
import subprocess
import sys
import threading
import time

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
SQL = os.path.normpath(os.path.join(HERE, "..", "..", "sql"))
AS_OF = "2026-06-30 12:00+07"

FILL = """
insert into core.government (government_id, code, name, kind, timezone, calendar)
select g, 'g' || g, 'Kota ' || g, 'city', 'Asia/Jakarta', 'id-asn'
from generate_series(1, {governments}) as g;
insert into core.unit (government_id, unit_id, code, name, kind, parent_unit_id)
select g, u, 'u' || u, 'Dinas ' || u, 'dinas', case when u > {units} * 3 / 4 then u - {units} * 3 / 4 end
from generate_series(1, {governments}) as g, generate_series(1, {units}) as u;
insert into core.account (government_id, account_id, channel, external_id, access)
select u.government_id, u.unit_id, 'facebook', 'page ' || u.unit_id, 'owned' from core.unit as u;
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
select u.government_id, u.unit_id, '2020-01-01', u.unit_id from core.unit as u;
insert into ops.target (government_id, account_id, stream, external_id, last_success_at)
select u.government_id, u.unit_id, 'comments', 'post ' || p, '{as_of}'::timestamptz - interval '10 min'
from core.unit as u, generate_series(1, {posts}) as p;

select setseed(0.5);
insert into core.inquiry (
    government_id, inquiry_id, opened_at, unit_id, account_id, channel, kind, class, opened_by, turn,
    needed_at, answered_at, ended_at, state, removed, hidden, undecided, messages, timing, source_kind,
    source_account_id, source_id, opening_id, post_external_id, opened_on, needed_on, calendar,
    opened_wait_s, needed_wait_s, opened_working_s, needed_working_s, opened_working_from_s,
    needed_working_from_s, provisional
)
select
    x.government_id, md5(x.government_id || ' ' || x.unit_id || ' ' || x.n)::uuid, x.opened_at, x.unit_id,
    x.unit_id, 'facebook', 'comment', 'citizen', 'citizen', 1, x.opened_at, x.ended_at, x.ended_at,
    case when x.ended_at is null then 'waiting' else 'answered' end, false, false, false, 1, 'exact',
    'message', x.unit_id, 'thread ' || x.n, 'opening', 'post ' || 1 + x.n % {posts}, x.day, x.day, 'id-asn',
    x.wait_s, x.wait_s, x.wait_s / 4, x.wait_s / 4, x.from_s, x.from_s, false
from (
    select
        y.*, (y.opened_at at time zone 'Asia/Jakarta')::date as day,
        y.opened_at + make_interval(secs => y.wait_s) as ended_at,
        core.working_since('id-asn', 'Asia/Jakarta', y.opened_at) as from_s
    from (
        select
            u.government_id, u.unit_id, n,
            date_trunc('second', '{as_of}'::timestamptz
                - make_interval(secs => 1 + 728 * 86400 * random())) as opened_at,
            case when random() < 0.2 then floor(exp(9.5 + 1.5 * (
                random() + random() + random() + random() + random() + random() - 3) * 1.414))::int end as wait_s
        from core.unit as u, generate_series(1, {inquiries}) as n
    ) as y
) as x;
analyze;
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

BEST = """
create materialized view best as
select f.* from (
    select array_agg(s.government_id) as g, array_agg(s.unit_id) as u, array_agg(s.scope) as s,
        array_agg(s.channel) as c
    from (select distinct government_id, unit_id, scope, channel from metrics.response_key) as s
) as k cross join lateral metrics.response_compute(k.g, k.u, k.s, k.c,
    '{{7, 28, 91, 364}}', '{{6, 27, 90, 363}}', '{{0, 0, 0, 0}}', '{as_of}') as f
with no data
"""

# A late answer to inquiries that wait, each of another unit as far as there are so many.
CHANGE = """
with picked as (
    select i.government_id, i.inquiry_id, i.opened_at
    from core.inquiry as i
    where i.state = 'waiting' and i.opened_on > '{as_of}'::date - 360 {recent}
    order by md5(i.inquiry_id || '{salt}')
    limit {count}
),
changed as (
    update core.inquiry as i
    set state = 'answered', answered_at = '{as_of}', ended_at = '{as_of}',
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


class Bench:
    def __init__(self, args):
        self.args = args
        self.connection = psycopg2.connect("dbname=bench")
        self.connection.autocommit = True
        self.salt = 0

    def run(self, sql, **more):
        with self.connection.cursor() as cursor:
            cursor.execute(sql.format(as_of=AS_OF, posts=40, **vars(self.args), **more))
            return cursor.fetchall() if cursor.description else None

    def timed(self, sql, **more):
        start = time.monotonic()
        self.run(sql, **more)
        return (time.monotonic() - start) * 1000

    def round(self, count, recent=""):
        """Milliseconds of the dirty round after so many late answers; median of three."""
        times = []
        for _ in range(3):
            self.salt += 1
            self.run(CHANGE, count=count, salt=self.salt, recent=recent)
            start = time.monotonic()
            (_, changed, _, error), = self.run("select * from metrics.refresh_round('{as_of}', 'dirty')")
            times.append((time.monotonic() - start) * 1000)
            if error or not changed:
                sys.exit(f"the round failed or changed nothing: {error}")
        return sorted(times)[1]


class Reader(threading.Thread):
    """Asks for one unit again and again; remembers the longest wait."""

    def __init__(self):
        super().__init__(daemon=True)
        self.stopped, self.longest, self.times = threading.Event(), 0.0, []

    def run(self):
        connection = psycopg2.connect("dbname=bench")
        connection.autocommit = True
        cursor = connection.cursor()
        while not self.stopped.is_set():
            start = time.monotonic()
            cursor.execute("select median_s from metrics.response_rolling_all "
                           "where government_id = 1 and unit_id = 1 and scope = 'own'")
            cursor.fetchall()
            self.times.append((time.monotonic() - start) * 1000)
            time.sleep(0.002)


def main():
    parser = argparse.ArgumentParser(description="small refreshes of the response figures")
    parser.add_argument("--governments", type=int, default=100)
    parser.add_argument("--units", type=int, default=50)
    parser.add_argument("--inquiries", type=int, default=60, help="per unit, over two years")
    args = parser.parse_args()
    subprocess.run(["createdb", "bench"], check=True)
    subprocess.run([SQL + "/migrate.sh", "-d", "dbname=bench"], check=True, stdout=subprocess.DEVNULL)
    bench = Bench(args)
    bench.run(FILL)
    full = bench.timed("select metrics.rebuild('{as_of}')")
    (rows,), = bench.run("select count(*) from metrics.response_rolling_store")
    print(f"{args.governments} governments x {args.units} units x {args.inquiries} inquiries: "
          f"{rows} rolling rows, first rebuild {full:.0f} ms", flush=True)
    bench.run("analyze metrics.response_day; analyze metrics.response_rolling_store")

    bench.run(BEST)
    bench.run(NAIVE)
    best = min(bench.timed("refresh materialized view best") for _ in range(2))
    naive = min(bench.timed("refresh materialized view naive") for _ in range(2))
    print(f"REFRESH of the same figures: {best:.0f} ms; of counts and two quantiles alone: {naive:.0f} ms",
          flush=True)
    reader = Reader()
    reader.start()
    for name, heavy in (("units at once, trees and governments put off", 0), ("everything at once", 10**9)):
        bench.run("update metrics.refresh_setting set value = {heavy} where setting = 'heavy_n'", heavy=heavy)
        for count in (100, 1000):
            took = bench.round(count)
            print(f"{name}: {count} late answers {took:.0f} ms, {best / took:.1f} x faster than REFRESH",
                  flush=True)
    reader.stopped.set()
    reader.join()
    reader.times.sort()
    print(f"a reader meanwhile: median {reader.times[len(reader.times) // 2]:.2f} ms, longest "
          f"{reader.times[-1]:.1f} ms of {len(reader.times)} questions")


if __name__ == "__main__":
    main()
