#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Speed of ingest: pantaud beside a plain Python collector and beside COPY, in one run on one server.

    PANTAUD=… SIMULATOR=… tests/bench/ingest.py [--posts N] [--window SECONDS]

One page of 100 comments a post. The plain collector is http.client, gzip, json and psycopg2's
execute_values into a table of the same columns, checks and indexes, unpartitioned; a row that did not
change is not written by it either (do update … where … is distinct from). It derives nothing, so beside
the whole there is a line for what both do: fetch, parse and store. CPU is that of the process and of its
own backends (/proc), so another load on the machine moves it less than the clock. Time per statement and
WAL are those of pg_stat_statements; the CPU of a part is the backend's by its share of that time. Only
the ratios count.

The limit of the upsert is COPY BINARY of the rows that pantaud stored into a table that is the same in all:
columns, checks, indexes, partitions. A thousand rows a transaction, from files the server reads itself, so
that no client is waited for.
"""

import argparse
import gzip
import http.client
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

from psycopg2.extras import execute_values

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "simulator")]

import stand  # noqa: E402
from city import COMMENT_FIELDS, Simulator  # noqa: E402
from table import Table  # noqa: E402

ITEMS = 100  # of a page
ACCOUNTS = 32
ALONE = 1500  # rows of the peer that commits each
COPIED = 1000  # rows of a COPY
COMMIT_S = 0.001  # of a disk without a write cache
ROUNDS = 7  # of all of them
NEW_ROUNDS = 5  # of new pages, in turns: one of them moves by a fifth
TICKS = os.sysconf("SC_CLK_TCK")
SETTINGS = (
    "collector: { flush_interval: 1s, history: 400d }\n"
    "refresh: { dirty_interval: 2s, ageing_interval: 1h, view_interval: 1h }\n"
)
KEYS = "government_id, account_id, external_id, sent_at"
TAKEN = "likes, text, hidden"
COLUMNS = f"{KEYS}, post_external_id, thread_key, kind, author_key, permalink, {TAKEN}, " \
    "first_observed_at, changed_observed_at, role"
INSERT = f"insert into plain.message as m ({COLUMNS}) values %s"
UPSERT = f"""{INSERT}
on conflict ({KEYS}) do update set likes = excluded.likes, text = excluded.text, hidden = excluded.hidden,
    changed_observed_at = excluded.changed_observed_at
where (m.likes, m.text, m.hidden) is distinct from (excluded.likes, excluded.text, excluded.hidden)
"""
UPSERT_OF_PANTAUD = "query like 'with %%insert into core.message as m%%'"


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Plain:
    """The collector one writes in an afternoon: one connection each way, ten pages a transaction."""

    def __init__(self, city, database):
        self.city = city
        self.connection = database.connect()
        self.connection.autocommit = False
        self.posts = [(page, post["id"]) for page in city.pages
                      for post in city.walk(page, f"/{page.id}/published_posts", fields="id", limit=100)]
        self.client = http.client.HTTPConnection("127.0.0.1", city.port, timeout=20)

    def fetch(self, page, post):
        path = f"/fb/v26.0/{post}/comments?filter=stream&order=chronological&summary=true&limit={ITEMS}" \
            f"&fields={COMMENT_FIELDS.replace('{', '%7B').replace('}', '%7D')}"
        if page.secret:
            path += "&appsecret_proof=" + page.proof()
        self.client.request("GET", path, headers={
            "Authorization": "Bearer " + page.token, "Accept-Encoding": "gzip"})
        answer = self.client.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body)

    def rows(self, post, answer, now):
        for item in answer["data"]:
            yield (1, 1, item["id"], item["created_time"], post, item["id"], "comment",
                   item["from"]["id"].encode()[:16].ljust(16), item["permalink_url"], item["like_count"],
                   item["message"], item["is_hidden"], now, now, "citizen")

    def backend(self):
        return self.connection.info.backend_pid

    def sweep(self):
        """Every post once: (seconds, CPU of this process and its backend, items)."""
        started, own = time.monotonic(), time.process_time()
        server, items = cpu_of(self.backend()), 0
        with self.connection.cursor() as cursor:
            for number, (page, post) in enumerate(self.posts):
                now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                rows = list(self.rows(post, self.fetch(page, post), now))
                execute_values(cursor, UPSERT, rows, page_size=1000)
                items += len(rows)
                if number % 10 == 9:
                    self.connection.commit()
        self.connection.commit()
        return (time.monotonic() - started,
                time.process_time() - own + cpu_of(self.backend()) - server, items)

    def close(self):
        self.connection.close()


class Pantaud:
    def __init__(self, city, database, settings=""):
        self.city, self.database = city, database
        self.daemon = stand.Daemon(city, database, more=SETTINGS, settings=settings)

    def cpu(self):
        """Of the daemon, its writing backend, and the one that refreshes figures (idle for the peer)."""
        writer = refresher = 0.0
        for pid, query in self.database.rows(
            "select pid, query from pg_stat_activity"
            " where usename = 'pantau_writer' and datname = current_database()"
        ):
            if "refresh" in query:
                refresher += cpu_of(pid)
            else:
                writer += cpu_of(pid)
        return cpu_of(self.daemon.process.pid), writer, refresher

    def served(self):
        """Pages of comments that were answered so far."""
        with open(self.city.out / "served.log", "rb") as log:
            return sum(b"/comments" in line for line in log)

    def statement(self, condition):
        return self.database.rows(
            "select coalesce(sum(calls), 0)::int, coalesce(sum(total_exec_time), 0)::float8,"
            " coalesce(sum(wal_bytes), 0)::bigint"
            f" from pg_stat_statements where dbid = (select oid from pg_database"
            f" where datname = current_database()) and {condition}")[0]

    def writing(self):
        """Time of all statements of the sessions that write."""
        return self.statement(
            "query not like '%%refresh_%%' and userid = (select oid from pg_roles where rolname = 'pantau_writer')")[1]

    def reset(self):
        self.database.rows("select pg_stat_statements_reset()")

    def all_new(self, expected, timeout):
        """(seconds by ops.run, CPU, statistics of the upsert and of the derivation)."""
        self.reset()
        self.daemon.start()
        # Not by counting messages: that would be work beside the work that is measured.
        stand.wait_for(lambda: self.database.one(
            "select coalesce(sum(changed), 0) from ops.run where stream = 'comments'") >= expected,
            timeout, f"{expected} messages")
        cpu = self.cpu()
        seconds = self.database.one(
            "select extract(epoch from max(finished_at) - min(started_at))::float8 from ops.run"
            " where stream = 'comments' and changed > 0")
        return (seconds, cpu, self.statement(UPSERT_OF_PANTAUD),
                self.statement("query like 'select core.derive_message(%%'"))

    def figures(self):
        """Until all figures of what is stored stand: (seconds, CPU of the refresher since the start)."""
        started = time.monotonic()
        stand.wait_for(lambda: not self.database.one("select count(*) from core.dirty"), 120, "the figures")
        return time.monotonic() - started, self.cpu()[2]

    def polled_again(self, window):
        """Asks for all accounts again and again; pages a second, CPU of daemon and writer a page."""
        before, started = self.served(), time.monotonic()
        cpu = self.cpu()
        connection = self.database.connect()
        with connection.cursor() as cursor:
            while time.monotonic() < started + window:
                cursor.execute(
                    "insert into ops.request (kind, government_id, account_id, stream)"
                    " select distinct 'poll', s.government_id, s.account_id, s.stream"
                    " from ops.stream as s where s.stream = 'comments' and not exists ("
                    "select from ops.request as r where r.account_id = s.account_id and r.done_at is null)")
                if cursor.rowcount > 0:  # whose last one is over: the asking itself must not be the work
                    cursor.execute("notify pantau_request")
                time.sleep(0.02)
        connection.close()
        after = self.cpu()
        seconds, pages = time.monotonic() - started, self.served() - before
        return seconds, after[0] - cpu[0] + after[1] - cpu[1], pages * ITEMS


def prepare(cluster, name):
    database = cluster.database(name)
    database.rows("create extension pg_stat_statements")
    database.rows("create schema plain")
    database.rows("create table plain.message (like core.message including all)")
    return database


def same_table(database):
    """core.message once more, as twin.message."""
    database.rows("create schema twin")
    database.rows("create table twin.message (like core.message including all) partition by range (sent_at)")
    for name, bounds in database.rows(
        "select c.relname, pg_get_expr(c.relpartbound, c.oid) from pg_inherits as i"
        " join pg_class as c on c.oid = i.inhrelid where i.inhparent = 'core.message'::regclass"
    ):
        database.rows(f"create table twin.{name} partition of twin.message {bounds}")


def copy_rate(cluster, database):
    """COPY BINARY of what core.message holds into the same table: rows a second by the clock and of CPU."""
    same_table(database)
    rows = database.one("select count(*) from core.message")
    files = [f"{cluster.base}/copy.{first}" for first in range(0, rows, COPIED)]
    connection = database.connect()
    with connection.cursor() as cursor:
        for number, file in enumerate(files):
            cursor.execute(f"copy (select * from core.message order by tableoid, ctid offset {number * COPIED}"
                           f" limit {COPIED}) to '{file}' binary")
        times = []
        for _ in range(ROUNDS):
            cursor.execute("truncate twin.message")
            cursor.execute("checkpoint")
            cursor.execute(f"copy twin.message from '{files[0]}' binary")  # caches, after the truncate
            started, cpu = time.monotonic(), cpu_of(connection.info.backend_pid)
            for file in files[1:]:
                cursor.execute(f"copy twin.message from '{file}' binary")
            times.append((time.monotonic() - started, cpu_of(connection.info.backend_pid) - cpu))
    connection.close()
    rows -= COPIED
    return (rows / statistics.median(clock for clock, _ in times),
            rows / statistics.median(max(cpu, 1 / TICKS) for _, cpu in times))


def tell_parts(table, items, cpu, upsert, derived, spent, peer):
    """What both sides do, and what only pantaud does; CPU by the share of the writer's statements."""
    deriving = cpu[1] * derived[1] / spent
    table.line("  fetch, parse and store, items per CPU s", items / (cpu[0] + cpu[1] - deriving), items / peer[1])
    table.note("  CPU µs an item: daemon, upsert, derivation, rest",
               "%.0f, %.0f, %.0f, %.0f" % tuple(1e6 * part / items for part in (
                   cpu[0], cpu[1] * upsert[1] / spent, deriving,
                   cpu[1] * (1 - (upsert[1] + derived[1]) / spent))))
    table.note("  CPU s: daemon, writer, refresher", "%.2f, %.2f, %.2f" % cpu)
    table.note("  PostgreSQL's share of CPU, writer alone", f"{cpu[1] / (cpu[0] + cpu[1]):.0%}")


def new_pages(cluster, city, args):
    """(a), the two in turns, each in a database of its own: the median round of each side, all ratios, and
    the last database with the daemon that runs on it."""
    peers, runs = [], []
    for number in range(NEW_ROUNDS):
        if runs:
            pantaud.daemon.stop()
        database = prepare(cluster, f"still{number}")
        plain, pantaud = Plain(city, database), Pantaud(city, database)
        items = len(plain.posts) * ITEMS
        peers.append((plain.sweep(), plain.sweep()))
        plain.close()
        runs.append((*pantaud.all_new(items, args.timeout), pantaud.writing()))
    ratios = [peer[0][0] / run[0] for peer, run in zip(peers, runs)]
    return items, statistics.median_low(peers), statistics.median_low(runs), ratios, database, pantaud


def first_pass(table, cluster, city, args):
    """(a); then (c), pages that did not change, with the daemon that saw them."""
    items, (peer, again), (seconds, cpu, upsert, derived, spent), ratios, database, pantaud = \
        new_pages(cluster, city, args)
    try:
        table.line("all new, items/s by the clock", items / seconds, items / peer[0], 1.25)
        table.note("  ratios of the rounds", ", ".join(f"{ratio:.2f}" for ratio in ratios))
        table.line("all new, items per CPU second", items / (cpu[0] + cpu[1]), items / peer[1])
        tell_parts(table, items, cpu, upsert, derived, spent, peer)
        table.note("  derivation beside the upsert", f"{derived[1] / upsert[1]:.2f} of its time")
        table.note("  figures: seconds after the last item, CPU s of the refresher", "%.1f, %.2f" % pantaud.figures())
        seen = pantaud.polled_again(args.window)
        table.line("unchanged, items/s by the clock", seen[2] / seen[0], again[2] / again[0], 12)
        table.line("unchanged, items per CPU second", seen[2] / seen[1], again[2] / again[1])
    finally:
        pantaud.daemon.stop()
    unchanged_rows(table, database, pantaud, items)


def upsert_pass(table, cluster, database, city, args):
    """The upsert alone beside its limit, COPY, and beside a row a commit: one session on each side."""
    plain, pantaud = Plain(city, database), Pantaud(city, database, settings=", writers: 1")
    items = len(plain.posts) * ITEMS
    alone = row_by_row(plain)
    plain.close()
    _, cpu, upsert, _ = pantaud.all_new(items, args.timeout)
    spent, commits = pantaud.writing(), pantaud.statement("query like 'select ops.fence_check(%%'")[0]
    pantaud.daemon.stop()
    copied = copy_rate(cluster, database)
    table.line("batch upsert beside COPY, rows/s", items / (upsert[1] / 1000), copied[0], 0.55)
    table.line("  rows per CPU second", items / (cpu[1] * upsert[1] / spent), copied[1])
    tell_commits(table, items, upsert, commits, copied[0], alone)


def unchanged_rows(table, database, pantaud, items):
    """(d) A daemon that remembers nothing stores the same pages once more."""
    pantaud.reset()
    size = "select sum(pg_relation_size(relid)) from pg_partition_tree('core.message')"
    before = database.one(size)
    done = pantaud.daemon.once(300)
    assert done.returncode == 0, done.stderr
    calls, spent, wal = pantaud.statement(UPSERT_OF_PANTAUD)
    assert calls > 0  # for items rows: several pages share a statement
    table.note("stored again without change", f"{items:,} rows in {calls} statements, "
               f"{items / max(spent / 1000, 1e-9):,.0f} rows/s")
    table.limit("  WAL bytes a row", wal / items, 1)
    table.limit("  growth of the table, bytes", float(database.one(size) - before), 0)


def changing_pass(table, database, city, args):
    """(b) One of 100 items differs at each visit."""
    plain, pantaud = Plain(city, database), Pantaud(city, database)
    items = len(plain.posts) * ITEMS
    plain.sweep()
    again = plain.sweep()
    plain.close()
    pantaud.all_new(items, args.timeout)
    try:
        pantaud.figures()
        seen = pantaud.polled_again(args.window)
    finally:
        pantaud.daemon.stop()
    table.line("1 of 100 changed, items/s by the clock", seen[2] / seen[0], again[2] / again[0], 5)
    table.line("1 of 100 changed, items per CPU second", seen[2] / seen[1], again[2] / again[1])


def row_by_row(plain):
    """Seconds a row of a collector that inserts each row and commits it, on a disk that takes no time."""
    page, post = plain.posts[0]
    rows = list(plain.rows(post, plain.fetch(page, post), "2025-06-01"))
    statement = INSERT.replace("%s", "(" + ", ".join(["%s"] * len(rows[0])) + ")")
    plain.connection.autocommit = True
    started = time.monotonic()
    with plain.connection.cursor() as cursor:
        for number in range(ALONE):
            row = list(rows[number % len(rows)])
            row[2] = row[5] = f"{row[2]}-{number}"
            cursor.execute(statement, row)
    seconds = time.monotonic() - started
    plain.connection.autocommit = False
    return seconds / ALONE


def tell_commits(table, items, upsert, commits, copied, alone):
    """A disk that takes a millisecond for each commit: added to what was measured without one, since the
    disk that happens to be there takes anything between a twentieth of that and three times as much."""
    alone = 1 / (alone + COMMIT_S)
    table.note("at a commit of 1 ms", f"{upsert[0]} upserts in {commits} transactions")
    table.line("batch upsert beside row by row, rows/s", items / (upsert[1] / 1000 + commits * COMMIT_S), alone, 100)
    table.line("  the limit: COPY beside row by row", 1 / (1 / copied + COMMIT_S / COPIED), alone)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--window", type=float, default=8.0, help="seconds of each re-poll")
    parser.add_argument("--timeout", type=float, default=300.0)
    args = parser.parse_args()
    print(f"{args.posts} pages of {ITEMS} comments, {ACCOUNTS} accounts; load of the machine at start "
          f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="pantau.bench.") as folder, stand.Cluster() as cluster:
        cluster.sql("postgres", "alter system set shared_preload_libraries = 'pg_stat_statements'")
        cluster.stop()
        cluster.start()
        table = Table("pantaud")
        common = ("--bench", args.posts, ITEMS, "--accounts", ACCOUNTS)
        with Simulator(pathlib.Path(folder) / "still", *common) as city:
            first_pass(table, cluster, city, args)
            upsert_pass(table, cluster, prepare(cluster, "alone"), city, args)
        with Simulator(pathlib.Path(folder) / "changing", *common, "--changing") as city:
            changing_pass(table, prepare(cluster, "changing"), city, args)
    print(f"{table.missed} targets missed")


if __name__ == "__main__":
    main()
