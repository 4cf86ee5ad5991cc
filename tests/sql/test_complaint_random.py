#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Durations and closings of random complaints against exact fractions.

The worlds are those of test_case_random.py. Waits are built here from dispositions, inquiries and entries, one by one;
survival curves are those of reference/km.py, cumulative incidences are summed here (Aalen-Johansen), working time is
summed interval by interval and working days are counted. In every second world the feed lists open cases alone, so that
what began before it was first read enters late. Unit 2 lies under unit 1: the figures of that tree, too. PANTAU_HISTORIES says how many worlds (3), PANTAU_SEED which.
Prints TAP.
"""

import collections
import datetime
import fractions
import os
import random
import sys
import zoneinfo

import psycopg2

import test_case_random as cases

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference"))
import km  # noqa: E402

HISTORIES = int(os.environ.get("PANTAU_HISTORIES", "3"))
SEED = int(os.environ.get("PANTAU_SEED", "20251229"))
CASES = 24
ZONE = zoneinfo.ZoneInfo("Asia/Jayapura")
CAUSES = ("reporter", "admin", "timer", "archive", "unknown")
MARKS = {"calendar": (1, 3, 7, 14, 30, 60, 90, 180), "working_days": (1, 3, 5, 10, 14, 20, 30, 60)}
DAY = datetime.timedelta(days=1)

TREE, PARTS = ("tree", 1), (1, 2)

Wait = collections.namedtuple("Wait", "unit step start end cause case", defaults=(None,))


def rows(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchall()


def waits_of(cursor):
    """Every wait: whose it is, of which step, from when, and how it left."""
    hops = collections.defaultdict(list)
    for case, unit, start, reply, left in rows(
            cursor, "select complaint_id, to_unit_id, disposed_at, first_reply_at, left_at"
            " from core.complaint_disposition"):
        hops[case].append((start, unit, left))
    closings = collections.defaultdict(list)
    for case, kind, actor, first, last, key in rows(
            cursor, "select complaint_id, kind, actor, at_earliest, at_latest, event_key from core.complaint_event"
            " where kind in ('closed', 'archived')"):
        closings[case].append((last, first, key, "archive" if kind == "archived" else actor or "unknown"))
    for case, received in rows(cursor, "select complaint_id, received_at from core.complaint"):
        given = [start for start, _, _ in hops[case]]
        final = [c for c in closings[case] if not given or c[0] >= max(given)]
        # Of equal upper ends the one with the latest lower end, then the first by its key.
        final.sort(key=lambda c: (c[0], -c[1].timestamp(), c[2]))
        end, earliest, cause = (final[0][0], final[0][1], final[0][3]) if final else (None, None, None)
        if received is not None:
            for step in ("verified", "disposed"):
                yield Wait(0, step, received, min(given) if given else earliest, step if given else None)
            yield Wait(0, "closed", received, end, cause)
        for unit in {unit for _, unit, _ in hops[case]} - {0}:
            stays = [(start, left) for start, who, left in hops[case] if who == unit]
            gone = [left for _, left in stays]
            if None in gone:
                yield Wait(unit, "closed", min(s for s, _ in stays), end, cause, case)
            else:
                yield Wait(unit, "closed", min(s for s, _ in stays), max(gone), None, case)
    for unit, state, start, reply, answer, end in rows(
            cursor, "select unit_id, state, opened_at, first_reply_at, answered_at, ended_at from core.inquiry"):
        away = end if state in ("handed_over", "withdrawn") else None
        if unit:
            mine = away or (end if state == "helped" else None)
            yield Wait(unit, "first_reply", start, reply or mine, "r" if reply else None)
            answered = answer if state == "answered" else None
            yield Wait(unit, "substantive", start, answered or mine, "a" if answered else None)
        heard = min([t for t in (reply, answer if state == "helped" else None) if t], default=None)
        yield Wait(0, "first_reply", start, heard or away, "r" if heard else None)
        yield Wait(0, "substantive", start, answer or away, "a" if answer else None)


def with_tree(waits):
    """The same and those of the tree: each wait for a reply of its units; a case until the last of them is out of it."""
    held = collections.defaultdict(list)
    for wait in waits:
        yield wait._replace(unit=("own", wait.unit))
        if wait.unit in PARTS:
            if wait.step == "closed":
                held[wait.case].append(wait)
            else:
                yield wait._replace(unit=TREE)
    for stays in held.values():
        still = [wait for wait in stays if wait.cause or wait.end is None]
        last = still[0] if still else max(stays, key=lambda wait: wait.end)
        yield last._replace(unit=TREE, start=min(wait.start for wait in stays))


class Clock:
    def __init__(self, cursor):
        self.days = {day: (list(zip(starts, ends)), workday) for day, starts, ends, workday in rows(
            cursor, "select day, starts_s, ends_s, workday from core.calendar_day where calendar = 'id-asn'"
            " and day between '2025-12-01' and '2026-03-01'")}

    def seconds(self, start, end):
        day, total = start.date(), 0
        while day <= end.date():
            midnight = datetime.datetime.combine(day, datetime.time(), ZONE)
            for opens, closes in self.days[day][0]:
                opens = max(midnight + datetime.timedelta(seconds=opens), start)
                closes = min(midnight + datetime.timedelta(seconds=closes), end)
                total += max(0, km.whole_seconds(closes - opens))
            day += DAY
        return total

    def working_days(self, start, end):
        day, count = start.date(), 0
        while day < end.date():
            day += DAY
            count += self.days[day][1]
        return count


def exits_of(cursor, as_of, watched, begun):
    """{((scope, unit), window, step, clock): [(entry, exit, cause)]}; begun: when a feed that lists open cases alone was
    first read."""
    clock, groups = Clock(cursor), collections.defaultdict(list)
    for wait in with_tree(list(waits_of(cursor))):
        start = wait.start.astimezone(ZONE)
        late = begun is not None and wait.start < begun
        if start > as_of or late and wait.end is not None and wait.end <= begun:
            continue
        end = max(start, (wait.end or max(watched, start)).astimezone(ZONE))
        exits = {"calendar": km.whole_seconds(end - start), "working_days": clock.working_days(start, end)}
        if clock.seconds(start, as_of.astimezone(ZONE)) >= 1:
            exits["working"] = clock.seconds(start, end)
        entries = dict.fromkeys(exits, km.FROM_START)
        if late:
            first = begun.astimezone(ZONE)
            entries = {"calendar": km.whole_seconds(first - start), "working_days": clock.working_days(start, first),
                       "working": clock.seconds(start, first)}
        back = (as_of.astimezone(ZONE).date() - start.date()).days
        for window in km.WINDOWS:
            if back < window:
                for name, left in exits.items():
                    groups[wait.unit, window, wait.step, name].append((entries[name], left, wait.cause))
    return groups


def incidence(exits, cause, mark):
    """Aalen-Johansen: what of the whole ended by the cause up to the mark; None beyond what was followed, and from where
    the curve rests on too few."""
    exits = km.at_risk(exits)
    thin = km.thin_from([(entry, left, why is not None) for entry, left, why in exits])
    share, total = fractions.Fraction(1), fractions.Fraction(0)
    for t in sorted({left for _, left, why in exits if why}):
        risk = sum(entry < t <= left for entry, left, _ in exits)
        if t <= mark:
            total += share * fractions.Fraction(sum(x[1:] == (t, cause) for x in exits), risk)
        share *= 1 - fractions.Fraction(sum(left == t and why is not None for _, left, why in exits), risk)
    if thin is not None and mark >= thin or not exits:
        return None
    return total if share == 0 or max(left for _, left, _ in exits) >= mark else None


def expected(groups):
    figures, curves = {}, {}
    for key, exits in groups.items():
        events = [(entry, left, why is not None) for entry, left, why in km.at_risk(exits)]
        steps = km.curve_of(events)
        low, high = km.bands(steps)
        days = key[3] == "working_days"
        found = [km.first(s, most) for s, most in ((steps, km.HALF), (steps, km.TENTH), (low, km.HALF), (high, km.HALF))]
        if km.thin_from(events) is not None:
            found = [None] * 4
        figures[key] = (len(exits), sum(why is not None for _, _, why in exits), *(
            (None, None, None, None, found[0], found[1]) if days else (found[0], found[1], *found[2:], None, None)))
        if key[2] == "closed" and key[3] in MARKS and key[0] != TREE:
            for cause in CAUSES:
                for mark in MARKS[key[3]]:
                    at = mark * (86400 if key[3] == "calendar" else 1)
                    curves[key[0], key[1], key[3], cause, mark] = incidence(exits, cause, at)
    return figures, curves


def stored(cursor):
    figures = {((row[0], row[1]), *row[2:5]): row[5:] for row in rows(
        cursor, "select scope, unit_id, window_days, step, clock, n, n_ended, median_s, p90_s, median_low_s, median_high_s,"
        " median_days, p90_days from metrics.complaint_duration_2 where feed = 'lapor'")}
    shown = {(("own", row[0]), *row[1:4]): row[4] for row in rows(
        cursor, "select unit_id, window_days, step, clock, n from metrics.complaint_duration where feed = 'lapor'")}
    assert shown == {key: row[0] for key, row in figures.items() if key[0][0] == "own"}
    curves = {(("own", row[0]), *row[1:5]): row[5] for row in rows(
        cursor, "select unit_id, window_days, clock, closed_by, mark_days, closed_share"
        " from metrics.complaint_closing_curve where feed = 'lapor'")}
    return figures, curves


def same(have, want):
    return have is None and want is None or None not in (have, want) and abs(have - float(want)) < 1e-9


def differences(have, want):
    for key in sorted(have[0].keys() | want[0].keys()):
        if have[0].get(key) != want[0].get(key):
            yield f"{key}: {have[0].get(key)}, should be {want[0].get(key)}"
    for key in sorted(have[1].keys() | want[1].keys()):
        if key not in have[1] or key not in want[1] or not same(have[1][key], want[1][key]):
            yield f"{key}: {have[1].get(key)}, should be {want[1].get(key)}"


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    cases.setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    for number in range(1, HISTORIES + 1):
        told = [cases.case(rng, f"c{n}") for n in range(CASES)]
        cases.arrive(rng, cursor, told)
        for one in told:
            at = cases.moment(one["entries"][0]["from"] - rng.choice([0, 30, 90000, 900000]))
            cursor.execute("update core.complaint set received_at = %s where external_id = %s",
                           (None if rng.random() < 0.1 else at, one["id"]))
        as_of = cases.START + datetime.timedelta(seconds=rng.choice([300000, 1200000, 3000000]))
        watched = as_of - datetime.timedelta(seconds=rng.choice([0, 3600, 500000]))
        begun = cases.START + datetime.timedelta(seconds=rng.choice([0, 40000, 200000]))
        cursor.execute("insert into ops.stream (government_id, account_id, stream, interval_s, active, fence, fail_count,"
                       " last_complete_at, first_success_at) values (1, 9, 'complaints', 900, true, 0, 0, %s, %s)",
                       (watched, begun))
        cursor.execute("update core.account set shows_ended = %s where account_id = 9", (number % 2 == 1,))
        cursor.execute("update core.unit set parent_unit_id = 1 where unit_id = 2")
        cursor.execute("select error from metrics.refresh_round(%s, 'ageing')", (as_of,))
        for view in ("case_1", "duration_2"):
            cursor.execute("select metrics.refresh_view(%s, %s)", (f"metrics.complaint_{view}", as_of))
        want = expected(exits_of(cursor, as_of, watched, None if number % 2 else begun))
        found = list(differences(stored(cursor), want))
        for line in found[:20]:
            print("#", line)
        print(f"{'not ' if found else ''}ok {number} - {CASES} cases, {len(want[0])} durations, {len(want[1])} marks")
        connection.rollback()
    print(f"1..{HISTORIES}")


if __name__ == "__main__":
    main()
