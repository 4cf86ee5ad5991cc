#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random worlds of posts: in three zones and calendars, around holidays and midnights, posts removed, hidden, without
counters or followers, accounts that change hands, leaders' accounts, days taken out, targets, comments read in
time or not. Facts are written in any order, some behind a first refresh; then

  - the views of engagement and posting say what reference/posts.py makes of the facts;
  - a full rebuild changes nothing.

PANTAU_WORLDS says how many (5), PANTAU_SEED which (1). Prints TAP.
"""

import datetime
import os
import random
import sys
import uuid
import zoneinfo

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "reference"))
import posts  # noqa: E402  (lies beside this file)

WORLDS = int(os.environ.get("PANTAU_WORLDS", "5"))
SEED = int(os.environ.get("PANTAU_SEED", "1"))
# Behind holidays, Ramadan and a change of year; the first of a month and its ninth, on which the one before freezes.
NOWS = ("2025-04-12T03:00", "2025-06-09T17:30", "2026-01-08T16:59", "2026-01-08T17:00", "2025-08-31T16:30")
ZONES = (("Asia/Jakarta", "id-asn"), ("Asia/Makassar", "id-asn-6"), ("Asia/Jayapura", "id-service"))
CHANNELS = ("facebook", "facebook", "facebook", "instagram", "youtube")
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
VIEWS = ("metrics.post_measure", "metrics.prior", "metrics.engagement_rolling_1", "metrics.posting_rolling_1")


class Government:
    """Its units and accounts at once, everything else as statements that may run in any order."""

    def __init__(self, world, number):
        self.world, self.random, self.number = world, world.random, number
        self.zone, calendar = self.random.choice(ZONES)
        self.facts = []
        self.now_of(
            "insert into core.government (government_id, code, name, kind, timezone, calendar) "
            "values (%s, %s, 'K', 'city', %s, %s)", number, f"g{number}", self.zone, calendar)
        self.units = self.random.randrange(1, 4)
        for unit in range(1, self.units + 1):
            self.now_of("insert into core.unit (government_id, unit_id, code, name, kind) "
                        "values (%s, %s, %s, 'D', 'dinas')", number, unit, f"u{unit}")
        if self.random.random() < 0.4:
            self.now_of("insert into core.unit_calendar (government_id, unit_id, valid_from, calendar) "
                        "values (%s, 1, %s, %s)", number, self.some_day(), self.random.choice(ZONES)[1])
        for account in range(1, self.random.randrange(4, 9)):
            self.account(account)
        for _ in range(self.random.randrange(3)):
            self.exclude()
        for unit in range(1, self.units + 1):
            if self.random.random() < 0.4:
                self.now_of(
                    "insert into core.posting_target select %s, %s, %s, %s, %s, %s, 'x', %s, 'x'", number, unit,
                    self.random.choice(CHANNELS + ("all",)), self.some_day(),
                    self.random.choice((None, self.world.now.date())), self.random.choice((1, 2.5, 7)), self.world.now)

    def now_of(self, sql, *values):
        self.world.run(sql, *values)

    def later(self, sql, *values):
        self.facts.append((sql, values))

    def some_day(self):
        return self.world.now.date() - self.random.choice((200, 100, 40, 20, 5)) * DAY

    def account(self, number):
        pick = self.random.random
        channel = self.random.choice(CHANNELS)
        self.now_of(
            "insert into core.account (government_id, account_id, channel, external_id, access, leader_position) "
            "values (%s, %s, %s, %s, 'owned', %s)", self.number, number, channel, f"e{number}",
            "walikota" if pick() < 0.15 else None)
        if pick() < 0.9:
            unit, begin = self.random.randrange(1, self.units + 1), self.random.choice(("-infinity", self.some_day()))
            moved = self.world.now.date() - self.random.choice((3, 15, 60)) * DAY
            if pick() < 0.3 and begin == "-infinity":
                self.own(number, begin, moved, unit)
                unit, begin = self.random.randrange(1, self.units + 1), moved + self.random.choice((1, 4)) * DAY
            self.own(number, begin, None, unit)
        for _ in range(self.random.randrange(1, 5)):
            self.later("insert into core.account_sample (government_id, account_id, observed_at, followers) "
                       "values (%s, %s, %s, %s) on conflict do nothing", self.number, number, self.moment(120),
                       self.random.choice((None, 0, 7, 900, 1000, 2000, 123457)))
        for post in range(self.random.choice((0, 2, 12, 40))):
            self.post(number, f"p{post}", channel)

    def own(self, account, begin, end, unit):
        self.now_of("insert into core.account_owner (government_id, account_id, valid_from, valid_to, unit_id) "
                    "values (%s, %s, %s, %s, %s)", self.number, account, begin, end, unit)

    def exclude(self):
        day = self.world.now.date() - self.random.randrange(60) * DAY
        self.now_of(
            "insert into core.exclusion (government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, "
            "reason, revoked_at) values (%s, %s, %s, %s, %s, 'x', %s, 'x', %s)", self.number,
            self.random.choice((None, 1)), self.random.choice((None,) + CHANNELS), day,
            day + self.random.randrange(6) * DAY, self.world.now, self.random.choice((None, None, self.world.now)))

    def moment(self, days):
        """Some moment, at times a second from a local midnight."""
        at = self.world.now - datetime.timedelta(seconds=int(self.random.expovariate(1 / (days * 86400.0))))
        if self.random.random() < 0.2:
            local = at.astimezone(zoneinfo.ZoneInfo(self.zone)).replace(hour=0, minute=0, second=0)
            at = min(local + self.random.choice((-1, 0)) * datetime.timedelta(seconds=1), self.world.now)
        return at

    def post(self, account, name, channel):
        pick = self.random.random
        number, at = str(uuid.UUID(int=self.random.getrandbits(128))), self.moment(30)
        removed = None
        if pick() < 0.15:
            removed = at + self.random.choice((HOUR, DAY, DAY + HOUR, 7 * DAY, 7 * DAY + HOUR))
        self.later(
            "insert into core.post (government_id, account_id, external_id, post_id, published_at, format, hidden, "
            "removed_at, first_observed_at, changed_observed_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            self.number, account, name, number, at, self.random.choice(posts.FORMATS + ("photo", "photo", "story")),
            self.random.choice((None, False, False, pick() < 0.2)), removed, at, at)
        likes, ages = 0, (HOUR, DAY, 6 * DAY, 7 * DAY, 7 * DAY + HOUR, 9 * DAY)
        for age in sorted(self.random.sample(ages, self.random.randrange(5))):
            likes += self.random.choice((0, 1, 30))
            self.later(
                "insert into core.post_sample (government_id, account_id, post_id, observed_at, likes, comments, shares, "
                "views) values (%s, %s, %s, %s, %s, %s, %s, %s)", self.number, account, number, at + age,
                None if pick() < 0.05 else likes, None if pick() < 0.05 else likes // 3,
                None if channel == "youtube" or pick() < 0.05 else likes // 2, self.random.choice((None, 0, 500)))
        if pick() < 0.5:
            self.later("insert into ops.target (government_id, account_id, stream, external_id, last_success_at) "
                       "values (%s, %s, 'comments', %s, %s)", self.number, account, name,
                       at + self.random.choice((DAY, 7 * DAY, 20 * DAY)))
        for message in range(self.random.choice((0, 0, 1, 4))):
            sent = at + self.random.choice((HOUR, DAY, 7 * DAY, 7 * DAY + HOUR))
            gone = self.random.choice((None, None, None, sent + HOUR, sent + 30 * DAY))
            self.later(
                "insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, "
                "kind, role, gone_from, gone_by, removed_by, first_observed_at, changed_observed_at) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", self.number, account, f"{name} {message}",
                sent, name, name, self.random.choice(("comment", "reply", "mention")),
                self.random.choice(("citizen", "citizen", "unknown", "official", "leader", "automatic")), gone, gone,
                None if gone is None else "unknown", sent, sent)


class World:
    """Governments side by side in one transaction, rolled back at its end."""

    def __init__(self, connection, number):
        self.connection, self.random = connection, random.Random(SEED * 1000003 + number)
        self.now = datetime.datetime.fromisoformat(self.random.choice(NOWS) + ":00+00:00")
        self.governments = [Government(self, 1 + n) for n in range(4)]

    def run(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else None

    def refresh(self, as_of):
        for view in VIEWS:
            self.run("select metrics.refresh_view(%s, %s)", view, as_of)
        failed = self.run("select view, error from ops.refresh_state where error is not null")
        if failed:
            raise AssertionError(f"a refresh failed: {failed}")

    def check(self):
        facts = [fact for government in self.governments for fact in government.facts]
        self.random.shuffle(facts)
        # Behind the first refresh more than a day passes, after which old posts are compared, too.
        early = self.random.randrange(len(facts) + 1)
        for sql, values in facts[:early]:
            self.run(sql, *values)
        self.refresh(self.now - 2 * DAY)
        for sql, values in facts[early:]:
            self.run(sql, *values)
        # Months that froze with half of the facts would stay as they are, as 52_prior.sql has it.
        self.run("delete from metrics.prior")
        self.refresh(self.now)
        wrong = posts.differences(self.connection, self.now)
        self.run("delete from metrics.post_measure_pass")
        (changed,), = self.run("select metrics.post_measure_keep(%s)", self.now)
        return wrong + ([f"a full rebuild changed {changed} rows"] if changed else [])


def main():
    connection = psycopg2.connect("")
    print(f"1..{WORLDS}")
    good = True
    for number in range(WORLDS):
        try:
            wrong = World(connection, number).check()
        finally:
            connection.rollback()
        print(f"{'not ok' if wrong else 'ok'} {number + 1} - world {number} of seed {SEED}")
        for line in wrong[:8]:
            print("# " + line)
        good = good and not wrong
    connection.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
