#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random histories of inquiries: late ones, edited, deleted, moved to other units, at the edges of windows,
visits and clock going on, visits that end with an answer and are told late, units with another platform or
calendar, complaints that are found to be one case in two feeds, or no longer, and rounds at random moments. After each history

  - what the rounds kept equals a full rebuild at the same as_of, row for row;
  - both equal the exact reference (reference/km.py);
  - a frozen period's rows alone give the same figures;
  - no row changes before its next_change_at unless a fact of it does;
  - figures of a government whose facts did not change are the same as before.

PANTAU_HISTORIES says how many (60), PANTAU_SEED which (1). Prints TAP.
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
import km  # noqa: E402  (lies beside this file)

HISTORIES = int(os.environ.get("PANTAU_HISTORIES", "60"))
SEED = int(os.environ.get("PANTAU_SEED", "1"))
# Around holidays, Ramadan and a change of year, in each of the three zones and calendars.
BEGINS = ("2025-02-20", "2025-03-24", "2025-06-02", "2025-12-19", "2026-03-10")
ZONES = (("Asia/Jakarta", "id-asn"), ("Asia/Makassar", "id-asn-6"), ("Asia/Jayapura", "id-service"))
STATES = ("waiting",) * 4 + ("answered",) * 6 + (
    "helped", "withdrawn", "handed_over", "closed_unanswered")
ROUND_WAITS = (0, 0, 1, 60, 3600, 14400, 86400, 259200)


GOVERNMENTS = 10  # histories told side by side in one database: one round serves them all


class History:
    """The random facts of one government."""

    def __init__(self, world, government):
        self.run, self.random, self.world = world.run, world.random, world
        self.government = government
        self.known = {}
        self.visits, self.ends = {}, {}
        self.units = self.random.randrange(1, 4)
        self.zone, calendar = self.random.choice(ZONES)
        parents = [None] + [
            self.random.choice([None, self.random.randrange(1, unit)])
            for unit in range(2, self.units + 1)
        ]
        self.run("select pg_temp.govern(%s, %s, %s, %s::int[])", government, self.zone, calendar, parents)
        if self.random.random() < 0.15:
            self.run("update core.account set channel = 'instagram' where government_id = %s and account_id = 1",
                     government)
        self.kinds = ("comment",) * 4 + ("mention", "complaint", "direct_message")
        self.feeds = [1000]
        if self.random.random() < 0.4:
            self.run("insert into core.account (government_id, account_id, channel, external_id, access, feed_kind) "
                     "values (%s, 1001, 'kota', 'kota', 'feed', 'mapped')", government)
            self.feeds.append(1001)
            self.kinds += ("complaint",) * 6
        if self.random.random() < 0.2:
            self.reopen()
            self.kinds += ("complaint",) * 14
        if self.random.random() < 0.2:
            self.run("insert into core.unit_calendar (government_id, unit_id, valid_from, calendar) values "
                     "(%s, 1, %s, %s)", government, self.random.choice(("-infinity", self.world.now.date())),
                     self.random.choice(ZONES)[1])

    def wait(self):
        """Waits that meet marks and one another, or not at all."""
        if self.random.random() < 0.5:
            return self.random.choice(ROUND_WAITS)
        return int(self.random.expovariate(1 / 40000))

    def edge(self):
        """A second at or beside the local midnight with which a window begins, or the opening of offices."""
        local = self.world.now.astimezone(zoneinfo.ZoneInfo(self.zone)) - datetime.timedelta(
            days=self.random.choice((0, 6, 27, 90, 363)))
        begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.random.random() < 0.3:
            begin += datetime.timedelta(hours=7, minutes=30)
        begin += datetime.timedelta(seconds=self.random.choice((-1, 0, 0, 1)))
        return min(begin, local.replace(microsecond=0)).astimezone(datetime.timezone.utc)

    def opening(self):
        """(opened, kind, account, post, by) of a new inquiry; some come late."""
        pick = self.random.random
        late = self.random.expovariate(1 / (40 * 86400)) if pick() < 0.3 else pick() * 86400
        opened = (self.world.now - datetime.timedelta(seconds=late)).replace(microsecond=0)
        if pick() < 0.2:
            opened = self.edge()
        kind = self.random.choice(self.kinds)
        if kind == "complaint":
            return opened, kind, self.random.choice(self.feeds), None, "citizen"
        post = f"post {self.random.randrange(12)}" if kind == "comment" else None
        by = self.random.choice(("citizen",) * 5 + ("unknown", "unknown", "leader"))
        return opened, kind, self.random.randrange(1, self.units + 1), post, by

    def write(self):
        """A new inquiry, an edited one, or one that is found to be another unit's."""
        pick = self.random.random
        if self.known and pick() < 0.35:
            inquiry = self.random.choice(sorted(self.known))
        else:
            inquiry = str(uuid.UUID(int=self.random.getrandbits(128)))
            self.known[inquiry] = self.opening()
        opened, kind, account, post, by = self.known[inquiry]
        needed = None if pick() < 0.15 else opened
        if needed and pick() < 0.2:
            needed += datetime.timedelta(seconds=self.wait())
        state = self.random.choice(STATES)
        ended = None
        if state != "waiting":
            ended = max(opened, needed or opened) + datetime.timedelta(seconds=self.wait())
        self.ends[inquiry] = ended
        unit = account
        if kind == "complaint":
            unit = self.random.randrange(0, self.units + 1)
        elif pick() < 0.1:
            unit = self.random.randrange(1, self.units + 1)
        start = max(opened, needed or opened)
        kind_of, reply, full, early = self.replies(kind, state, start, ended)
        due = opened + datetime.timedelta(days=5) if kind == "complaint" and pick() < 0.8 else None
        self.run(
            "select pg_temp.inquire(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            self.government, inquiry, unit, account, kind, by, opened, needed, state, ended, post,
            f"thread {self.random.randrange(30)}", due, pick() < 0.1,
            "interval" if early else self.random.choice(("exact", "exact", "interval")), pick() < 0.1,
            kind_of, reply, full, early)

    def replies(self, kind, state, start, ended):
        """(class of the answer, first reply, substantive reply, lower end of the ending), as derivation may
        write them: a reply before, with or after the answer, of known class or not."""
        pick = self.random.random
        kind_of = reply = full = early = None
        if kind == "complaint":
            if state == "answered":
                reply, full = start + (ended - start) * self.random.choice((0, 0.5, 1, 1)), ended
            elif pick() < 0.4:
                reply = start + datetime.timedelta(seconds=self.wait())
        elif state == "answered":
            reply, kind_of = ended, self.random.choice((None, "substantive", "stock", "redirect"))
            if kind_of == "substantive":
                full = ended
            elif pick() < 0.4:
                full = ended + datetime.timedelta(seconds=self.wait())
        elif pick() < 0.1:
            reply = full = start + datetime.timedelta(seconds=self.wait())
        if state in ("answered", "helped", "withdrawn") and pick() < 0.3:
            early = start + (ended - start) * pick()
        return (kind_of, *(at and at.replace(microsecond=0) for at in (reply, full, early)))

    def forget(self):
        if self.known:
            inquiry = self.random.choice(sorted(self.known))
            del self.known[inquiry], self.ends[inquiry]
            self.run("select pg_temp.forget(%s, %s)", self.government, inquiry)

    def look(self):
        """When something is looked at: now, or just when an inquiry ended, told only now."""
        ends = [ended for ended in self.ends.values() if ended and ended <= self.world.now]
        return self.random.choice(ends) if ends and self.random.random() < 0.3 else self.world.now

    def visit(self):
        """Some streams and targets are looked at; others stay unseen, as with a dead token."""
        seen = []
        for account in self.feeds + list(range(1, self.units + 1)):
            if self.random.random() < 0.6:
                streams = ("complaints",) if account >= 1000 else ("mentions", "direct_messages")
                seen += [(account, stream, None) for stream in streams]
            seen += [(account, "comments", f"post {post}") for post in range(12)
                     if account < 1000 and self.random.random() < 0.5]
        for key in seen:
            self.visits[key] = max(self.look(), self.visits.get(key, self.look()))
        self.run("select pg_temp.watch(%s, s.account_id, s.stream, s.target, s.at) from unnest(%s::int[], %s::text[], "
                 "%s::text[], %s::timestamptz[]) as s (account_id, stream, target, at)", self.government,
                 *(list(part) for part in zip(*seen)), [self.visits[key] for key in seen])

    def exclude(self):
        day = self.world.now.date()
        self.run("insert into core.exclusion (government_id, unit_id, first_on, last_on, decided_by, "
                 "decided_at, reason) values (%s, %s, %s, %s, 'x', %s, 'x')",
                 self.government, self.random.choice((None, 1)), day, day, self.world.now)

    def silence(self):
        """The feed's configuration says that it shows no answers, or that it does again."""
        self.run("update core.account set shows_answers = not shows_answers "
                 "where government_id = %s and access = 'feed'", self.government)

    def reopen(self):
        """The feed's configuration says that it lists open cases alone, or all again."""
        self.run("update core.account set shows_ended = not shows_ended "
                 "where government_id = %s and access = 'feed'", self.government)

    def join(self):
        """Some cases of the feeds are found to be one, others not any more."""
        cases = [(feed, f"thread {number}") for feed in self.feeds for number in range(30)]
        self.run("select pg_temp.join_cases(%s, %s::int[], %s::text[], %s::int[])", self.government,
                 *(list(part) for part in zip(*((*case, self.random.randrange(12)) for case in cases
                                                if self.random.random() < 0.7))))

    def live(self):
        for _ in range(self.random.randrange(0, 12)):
            self.write()
        if len(self.feeds) > 1 and self.random.random() < 0.4:
            self.join()
        if self.random.random() < 0.3:
            self.forget()
        if self.random.random() < 0.05:
            self.exclude()
        if self.random.random() < 0.05:
            self.silence()
        if self.random.random() < 0.03:
            self.reopen()
        if self.random.random() < 0.7:
            self.visit()


class World:
    """Histories side by side in one transaction, rolled back at its end."""

    def __init__(self, connection, number, governments):
        self.connection = connection
        self.random = random.Random(SEED * 1000003 + number)
        begin = datetime.datetime.fromisoformat(self.random.choice(BEGINS) + "T00:00:00+00:00")
        self.now = begin + datetime.timedelta(seconds=self.random.randrange(86400))
        # In some worlds almost every tree and government is put off by dirty rounds.
        self.run("update metrics.refresh_setting set value = %s where setting = 'heavy_n'",
                 self.random.choice((3, 2000)))
        self.histories = [History(self, 1 + number) for number in range(governments)]

    def run(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else None

    def pass_time(self):
        step = self.random.choice((1, 30, 900, 3600, 20000, 86400, 6 * 86400))
        self.now += datetime.timedelta(seconds=step, microseconds=self.random.randrange(1000000))

    def round(self, kind):
        (_, changed, _, error), = self.run("select * from metrics.refresh_round(%s, %s)", self.now, kind)
        if error:
            raise AssertionError(f"{kind} round: {error}")
        return changed

    def check(self):
        """What is wrong after these histories, in lines."""
        for _ in range(self.random.randrange(3, 6)):
            for history in self.histories:
                history.live()
            if self.random.random() < 0.6:
                self.round(self.random.choice(("dirty", "dirty", "ageing")))
            self.pass_time()
        self.round("ageing")
        wrong = km.differences(self.connection, self.now)
        changed = self.round("full")
        return wrong + ([f"a full rebuild changed {changed} rows"] if changed else [])

    def check_unrelated(self):
        """Figures of a government stay as they are when another's facts change."""
        self.run("create temporary table before_that on commit drop as "
                 "select * from metrics.response_rolling_all where government_id > 1")
        for _ in range(5):
            self.histories[0].write()
        self.round("dirty")
        (changed,), = self.run(
            "select count(*) from metrics.response_rolling_all as s full join before_that as b "
            "on (b.*) = (s.*) where (s.government_id is null or b.government_id is null) "
            "and coalesce(s.government_id, 2) > 1")
        return [f"{changed} rows of governments without a change changed"] if changed else []

    def check_detail(self):
        """Every curve can be redone from metrics.inquiry_detail alone."""
        detail = self.run(
            "select government_id, unit_id, channel, opened_by, population, clock, days_back, exit_s, "
            "event, exit_government_s, event_government, entry_s, first_reply_exit_s, first_reply_event, "
            "substantive_exit_s, substantive_event, state = 'helped', kind = 'complaint', in_all "
            "from metrics.inquiry_detail where counts and not excluded and not late_out "
            "union all "
            "select government_id, unit_id, null, opened_by, population, clock, days_back, exit_s, event, "
            "exit_government_s, event_government, entry_s, first_reply_exit_s, first_reply_event, "
            "substantive_exit_s, substantive_event, state = 'helped', true, true "
            "from metrics.inquiry_joined where counts and not excluded and not late_out")
        wrong = []
        for key in self.run(
                "select government_id, unit_id, channel, opener, population, clock, window_days, n, "
                "median_s, answered_within_3, mark_3_s, first_reply_median_s, substantive_median_s "
                "from metrics.response_rolling where scope = 'own'"):
            government, unit, channel, opener, population, clock, window, n, median, within, mark = key[:11]
            inside = [
                row
                for row in detail
                if row[0] == government and unit in (0, row[1]) and (channel == row[2] or channel == "all" and row[18])
                and (row[3] == opener or opener == "all" and row[3] != "leader")
                and row[4:6] == (population, clock) and row[6] < window
            ]
            whole = unit == 0
            exits = [(row[11], *(row[9:11] if whole else row[7:9])) for row in inside]
            first = [(row[11], *(row[9:11] if whole and row[16] and not row[13] else row[12:14])) for row in inside]
            full = [(row[11], *(row[9:11] if whole and row[16] and row[17] and not row[15] else row[14:16]))
                    for row in inside]
            for curve, expected in ((first, key[11]), (full, key[12])):
                half = None if km.thin_from(curve) is not None else km.first(km.curve_of(curve), km.HALF)
                if half != expected:
                    wrong.append(f"{key}: the detail gives a reply's median of {half}")
            steps, thin = km.curve_of(exits), km.thin_from(exits)
            share = 1 - km.share_at(steps, mark) if km.known(exits, steps, mark) else None
            half = km.first(steps, km.HALF)
            if thin is not None:
                half, share = None, share if mark < thin else None
            if (len(exits), half) != (n, median) or not km.same("", share, within):
                wrong.append(f"{key}: the detail gives {len(exits)}, {half}, {share}")
        return wrong

    def check_frozen(self):
        """A frozen period's rows alone give every figure of the reference, of each opener and population."""
        facts, wrong = km.Facts(self.connection), []
        groups = km.groups_of(facts, self.now)
        for history in self.histories[:4]:
            today = self.now.astimezone(zoneinfo.ZoneInfo(history.zone)).date()
            (number, first, last), = self.run(
                "select frozen_id, first_on, last_on from ops.freeze_period('g' || %s::int, null, %s, %s, 'x', 'x')",
                history.government, today - datetime.timedelta(days=40), today - datetime.timedelta(days=1))
            wrong += [f"frozen: {row}" for row in self.run(
                "select * from metrics.frozen_check(%s, %s) where not fits", history.government, number)]
            rows = {tuple(key): row for *key, row in self.run(
                "select unit_id, channel, opener, population, clock, figures "
                "from unnest('{all, citizen, unknown, leader}'::text[]) as o (opener) "
                "cross join unnest('{needed, all}'::text[]) as p (population) "
                "cross join metrics.frozen_compute(%s, %s, opener, population)", history.government, number)}
            for (government, unit, scope, channel, *key), members in groups.items():
                inside = [(item, out) for item, out in members if first <= item.day <= last and item.counts]
                if government != history.government or scope != "own" or not inside:
                    continue
                row = rows.pop((unit, channel, *key), None)
                if row is None:
                    wrong.append(f"frozen {unit, channel, *key}: no figures")
                    continue
                if row["oldest_waiting_at"]:
                    row["oldest_waiting_at"] = datetime.datetime.fromisoformat(row["oldest_waiting_at"])
                expected = km.row_of([item for item, out in inside if not out], sum(out for _, out in inside), unit == 0,
                                     (government, channel) in facts.feeds, key[1], key[2])
                wrong += [f"frozen {unit, channel, *key}: {name} is {row[name]}, should be {value}"
                          for name, value in expected.items() if name != "curve" and not km.same(name, value, row[name])]
            wrong += [f"frozen {key}: should not be there" for key in rows]
        return wrong

    def check_comments(self):
        """A column whose comment says "Never null." is never null, in any view."""
        wrong = []
        for view, column in self.run(
                "select c.oid::regclass::text, a.attname from pg_class as c "
                "join pg_attribute as a on a.attrelid = c.oid "
                "where c.relnamespace = 'metrics'::regnamespace and c.relkind = 'v' and a.attnum > 0 "
                "and col_description(c.oid, a.attnum) like '%Never null.%'"):
            (nulls,), = self.run(f"select count(*) from {view} where {column} is null")
            wrong += [f"{nulls} nulls in {view}.{column}"] if nulls else []
        return wrong

    def check_quiet(self):
        """Nothing changes before the earliest next_change_at when no fact does."""
        (soon, behind), = self.run(
            "select min(next_change_at) filter (where next_change_at > %s), "
            "array_agg(distinct government_id) filter (where next_change_at <= %s) "
            "from metrics.response_rolling_all", self.now, self.now)
        if soon is None:
            return []
        self.now = soon - datetime.timedelta(microseconds=1)
        behind = behind or [0]  # not watched up to its next crossing: a visit may well change it
        self.run("update ops.target set last_success_at = %s where government_id <> all (%s)",
                 self.now, behind)
        self.run("update ops.stream set last_complete_at = %s where government_id <> all (%s)",
                 self.now, behind)
        self.run("create temporary table quiet on commit drop as "
                 "select * from metrics.response_rolling_all")
        self.round("full")
        # A row whose next_change_at has passed is due already: its midnight may come before "soon".
        (changed,), = self.run(
            "select count(*) from quiet as b full join metrics.response_rolling_all as s using "
            "(government_id, unit_id, scope, channel, opener, population, clock, window_days) "
            "where b is distinct from s and coalesce(b.next_change_at > %s, true) "
            "and not (b is null and government_id = any (%s))", self.now, behind)
        return [f"{changed} rows changed before their next_change_at"] if changed else []


def main():
    connection = psycopg2.connect("")
    with open(os.path.join(HERE, "reference", "inquire.sql"), encoding="utf-8") as file:
        connection.cursor().execute(file.read())
    connection.commit()
    failed, rows, shown = 0, 0, []
    for number in range(-(-HISTORIES // GOVERNMENTS)):
        world = World(connection, number, GOVERNMENTS)
        wrong = world.check()
        (count,), = world.run("select count(*) from metrics.response_rolling_all")
        # Each of these costs as much as all that went before: some worlds are enough.
        if number == 1:
            wrong = wrong or world.check_frozen() or world.check_comments() or world.check_detail()
        elif number % 4 == 0:
            wrong = wrong or world.check_quiet()
        elif number % 4 == 2:
            wrong = wrong or world.check_unrelated()
        rows += count
        failed += bool(wrong)
        shown += [f"world {number} of seed {SEED}: {line}" for line in wrong[:8]]
        connection.rollback()
    for line in shown[:60]:
        print("# " + line)
    print(f"{'not ok' if failed else 'ok'} 1 - {HISTORIES} random histories: incremental = rebuild = "
          f"reference, nothing changes unannounced ({failed} worlds failed)")
    print(f"{'ok' if rows > HISTORIES * 50 else 'not ok'} 2 - they hold figures to compare: {rows} rows")
    print("1..2")


if __name__ == "__main__":
    main()
