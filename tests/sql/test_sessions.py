#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Several sessions that write one day at once, as the daemons' connections do, one that works marks off, one that
notes successes of streams and targets, as the daemon's first connection does, and one that reloads the configuration.

The days are those of test_post_random.py and test_reference_random.py, merged until many accounts name and point to
each other. Each transaction locks the accounts of its pages, writes by the daemon's own statements and derives; none
may end as a deadlock, though none is repeated here by luck: a repetition is counted. What is left behind when all
are through, and the marks worked off, must be what one session alone makes of the same day. The configuration is
changed and changed back meanwhile: what was derived by the one that is not in force any more must not stay.
"""

import datetime
import json
import os
import random
import sys
import threading
import time

import psycopg2

import test_post_random as posts
import test_reference_random as references
from agreement import agrees

DAYS = int(os.environ.get("PANTAU_WORLDS", "8"))
SEED = int(os.environ.get("PANTAU_SEED", "20250508"))
SESSIONS = 6
WORLDS = 6  # in a day
ACCOUNTS = (1, 2, 3, 5, 6)  # of the configuration; what is somebody's who may answer, too, is put there by hand
TARGETS = 200  # of each account; some are visited by each page and noted beside, so that many are new to both
DEADLOCK = "40P01"
PAUSE_S = 0.02  # of who works marks off or notes: without one they take the processor from those who write
CHANGING = 3  # an account that speaks for nobody now and then: what it says is a citizen's, and naming it asks nobody


class Days:
    """Several worlds whose names differ, as one."""

    def __init__(self, rng, make):
        self.worlds = [make(rng, f"w{number}") for number in range(WORLDS)]
        self.delegates = self.worlds[0].delegates if hasattr(self.worlds[0], "delegates") else []


def make_posts(rng, prefix):
    class Named(posts.World):
        def name(self, kind):
            return prefix + super().name(kind)

    return Named(rng)


def make_references(rng, prefix):
    class Named(references.World):
        def name(self, kind):
            return prefix + super().name(kind)

        def add_message(self, account, thread, at, who, post, kind):
            said = super().add_message(account, thread, at, who, post, kind)
            said["hash"] = self.rng.choice(["bot", None, None]) if who.startswith("account") else None
            return said

    return Named(rng)


# By the daemon's statements, which leave the marks.


def write_names(cursor, account, message, names, at, post=None):
    if names:
        cursor.execute(
            "execute mention_write(1, %s, now(), %s, %s, %s, %s, %s)",
            (account, [message] * len(names), [posts.moment(at)] * len(names), [str(name) for name in names],
             [None] * len(names), [post] * len(names)))
        return [("thread", account, key) for (key,) in cursor.fetchall()]
    return []


def write_message(cursor, m):
    touched = references.write_message(cursor, dict(m, by_edit=True))
    return touched + ([] if m["by_edit"] else write_message_names(cursor, m))


def write_message_names(cursor, m):
    return write_names(cursor, m["account"], m["id"], m["names"], m["at"])


def write_post(cursor, post):
    posts.write_post(cursor, dict(post, names=[]))
    return write_names(cursor, post["account"], post["elsewhere"], post["names"], post["at"], post["id"])


def write_removed(cursor, post):
    return posts.write_removed(cursor, post)


def write_points(cursor, m):
    cursor.execute("execute reference_write(1, %s, now(), %s, %s, %s, %s)",
                   (m["account"], [m["id"]] * len(m["points"]), [False] * len(m["points"]),
                    ["facebook"] * len(m["points"]), m["points"]))
    return [("thread", m["account"], key) for (key,) in cursor.fetchall()]


INSTEAD = {
    posts.write_post: write_post, posts.write_removed: write_removed, posts.write_message: write_message,
    posts.write_names: write_message_names, posts.write_gone: references.write_gone,
    references.write_message: write_message, references.write_points: write_points,
}


def pages(rng, module, day):
    """What is written, each world in an order of its own, side by side."""
    lists = [list(module.steps(rng, world)) for world in day.worlds]
    while lists:
        chosen = rng.choice(lists)
        does, what = chosen.pop(0)
        yield INSTEAD.get(does, does), what
        lists = [left for left in lists if left]


def configure(cursor, speaks, interval_s):
    """As the daemon does when it starts or reloads; streams and accounts are its own rows."""
    cursor.execute("execute config_sync(%s, 'd', 'one', 0)", (json.dumps({
        "governments": [{"code": "1", "name": "x", "kind": "city", "timezone": "Asia/Jakarta", "calendar": "id-asn"}],
        "units": [{"government": "1", "code": str(unit), "name": "x", "kind": "dinas"} for unit in (1, 2, 3)],
        "accounts": [{
            "government": "1", "channel": "facebook", "external_id": str(account), "access": "owned",
            "unit": str(posts.UNIT_OF[account]) if account in posts.UNIT_OF else None,
            "leader_position": "kepala" if account in posts.LEADERS else None,
            "author_key": posts.key(f"account {account}" if speaks or account != CHANGING else "nobody").hex(),
            "streams": {"comments": interval_s},
        } for account in ACCOUNTS],
        "feeds": [],
    }),))


def transact(cursor, group):
    """One transaction of the daemon."""
    accounts = sorted({what["account"] for _, what in group})
    cursor.execute("execute account_lock(1, %s, 0)", (accounts,))
    touched = []
    for does, what in group:
        touched += does(cursor, what)
    references.derive(cursor, touched)
    size = len(accounts)
    now = datetime.datetime.now(datetime.timezone.utc)
    visited = [(account, target) for account in accounts for target in visits(account)]
    cursor.execute("execute target_save(1, %s, %s, %s, %s, %s)",
                   ([account for account, _ in visited], ["comments"] * len(visited), [target for _, target in visited],
                    [now] * len(visited), [None] * len(visited)))
    cursor.execute("execute stream_save(1, %s, %s, %s, %s, %s, %s)",
                   (accounts, ["comments"] * size, [0] * size, [b"c"] * size, [now] * size, [True] * size))


def visits(account):
    return [f"{account} {number}" for number in random.sample(range(TARGETS), 5)]


def note(cursor):
    """What the daemon gathers of all accounts; returns whether some of it is to be noted once more."""
    rows = [(account, target) for account in ACCOUNTS for target in [None] + visits(account)]
    random.shuffle(rows)
    cursor.execute("execute progress_flush(%s, %s, %s, %s, %s, %s)",
                   ([1] * len(rows), [account for account, _ in rows], ["comments"] * len(rows), [target for _, target in rows],
                    [datetime.datetime.now(datetime.timezone.utc)] * len(rows), [True] * len(rows)))
    (noted,) = cursor.fetchone()
    return noted < len(rows)


class Sessions:
    """Takes the pages of a day; those of one world and what it names in the order they have."""

    def __init__(self, lanes):
        self.lanes, self.deadlocks, self.reloads, self.notes, self.held, self.errors = lanes, 0, 0, 0, 0, []
        self.guard = threading.Lock()
        self.written = threading.Event()

    def write(self, connection, groups):
        cursor = connection.cursor()
        while groups:
            try:
                transact(cursor, groups[0])
                connection.commit()
                groups.pop(0)
            except psycopg2.Error as error:
                connection.rollback()
                if self.fail(error):
                    return

    def fail(self, error):
        """Whether it is more than a deadlock, which is counted and tried again."""
        with self.guard:
            self.deadlocks += error.pgcode == DEADLOCK
            if error.pgcode == DEADLOCK and self.deadlocks <= 1000:
                return False
            self.errors.append(str(error))
            return True

    def refresh(self, connection):
        while not self.written.is_set():
            try:
                settle(connection, 1)
            except psycopg2.Error as error:
                self.errors.append(str(error))
                return
            self.written.wait(PAUSE_S)

    def note(self, connection):
        while not self.written.is_set():
            try:
                self.held += note(connection.cursor())
                connection.commit()
                self.notes += 1
            except psycopg2.Error as error:
                connection.rollback()
                if self.fail(error):
                    return
            self.written.wait(PAUSE_S)

    def reload(self, connection):
        """To the other configuration and back; the last word is the one that the day was written by alone."""
        cursor = connection.cursor()
        while not self.written.is_set():
            for speaks in (False, True):
                began = time.monotonic()
                self.reloads += self.configure(connection, cursor, speaks)
                self.written.wait(time.monotonic() - began)  # for the same reason: no more than half of the time

    def configure(self, connection, cursor, speaks):
        while not self.errors:
            try:
                configure(cursor, speaks, 60 if speaks else 120)
                connection.commit()
                return 1
            except psycopg2.Error as error:
                connection.rollback()
                self.fail(error)
        return 0

    def run(self, connections):
        threads = [threading.Thread(target=self.write, args=(connection, lane))
                   for connection, lane in zip(connections, self.lanes)]
        others = [threading.Thread(target=self.refresh, args=(connections[-3],)),
                  threading.Thread(target=self.note, args=(connections[-2],)),
                  threading.Thread(target=self.reload, args=(connections[-1],))]
        for thread in threads + others:
            thread.start()
        for thread in threads:
            thread.join()
        self.written.set()
        for thread in others:
            thread.join()


def settle(connection, times):
    """As a round of figures does first: until no mark is left, or so many times."""
    cursor = connection.cursor()
    for _ in range(times):
        cursor.execute("execute derive_stale(200)")
        _, remaining, failure = cursor.fetchone()
        if failure:
            print("#", failure)
            return False
        connection.commit()
        if not remaining:
            return True
    return False


def into_lanes(rng, module, day):
    """What becomes of one post or message in one lane, in its order; some transactions take several pages."""
    lanes, lane_of = [[] for _ in range(SESSIONS)], {}
    for does, what in pages(rng, module, day):
        lane = lane_of.setdefault(id(what), rng.choice(lanes))
        if lane and rng.random() < 0.4:
            lane[-1].append((does, what))
        else:
            lane.append([(does, what)])
    return lanes


def clean(cursor):
    cursor.execute("truncate core.message, core.message_mention, core.message_reference, core.post, core.inquiry,"
                   " core.automatic_text, core.automatic_evidence, core.dirty, ops.inquiry_retired")
    cursor.execute("delete from core.account_delegate")
    cursor.execute("truncate ops.target, ops.coverage_gap")


def delegate(cursor, day):
    for account, unit, begin, end in day.delegates:
        cursor.execute("insert into core.account_delegate values (1, %s, %s, coalesce(%s, '-infinity'::date), %s)",
                       (account, unit, begin, end))


def live(connections, rng, module, day):
    """What one session makes of it, then what several do; returns good, what went on, transactions."""
    cursor = connections[0].cursor()
    configure(cursor, True, 60)
    delegate(cursor, day)
    connections[0].commit()
    for page in pages(rng, module, day):
        transact(cursor, [page])
    want = references.stored(cursor)
    connections[0].rollback()
    sessions = Sessions(into_lanes(rng, module, day))
    count = sum(len(lane) for lane in sessions.lanes)
    sessions.run(connections)
    for error in sessions.errors[:3]:
        print("#", error.replace("\n", " "))
    good = not sessions.errors and settle(connections[0], 20)
    good &= agrees(cursor, references.stored(cursor), want)
    clean(cursor)
    connections[0].commit()
    return good, sessions, count


def connect():
    connection = psycopg2.connect("")
    with open(os.environ["PANTAU_STATEMENTS"], encoding="utf-8") as file:
        connection.cursor().execute(file.read())
    connection.commit()
    return connection


def main():
    if not os.environ.get("PANTAU_STATEMENTS"):
        sys.exit("needs the statements: run.py --program test_statement")
    connections = [connect() for _ in range(SESSIONS + 3)]
    posts.setup(connections[0].cursor())
    connections[0].commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    deadlocks = transactions = reloads = notes = held = 0
    for number in range(1, DAYS + 1):
        module, make = (posts, make_posts) if number % 2 else (references, make_references)
        good, sessions, count = live(connections, rng, module, Days(rng, make))
        deadlocks, reloads, transactions = deadlocks + sessions.deadlocks, reloads + sessions.reloads, transactions + count
        notes, held = notes + sessions.notes, held + sessions.held
        print(f"{'' if good else 'not '}ok {number} - day {number}: {count} transactions of {SESSIONS} sessions")
    print(f"{'' if deadlocks == 0 else 'not '}ok {DAYS + 1} - {deadlocks} deadlocks in {transactions} transactions")
    print(f"{'' if reloads >= 2 * DAYS else 'not '}ok {DAYS + 2} - {reloads} reloads meanwhile")
    print(f"{'' if notes >= 4 * DAYS else 'not '}ok {DAYS + 3} - {notes} notes meanwhile, of {held} a part was held")
    print(f"1..{DAYS + 3}")


if __name__ == "__main__":
    main()
