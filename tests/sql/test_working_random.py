#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Working time of random calendars against an implementation of its own, in the three zones: regional calendars with
hours, seasons and decrees drawn by chance are brought in by core.calendar_import(), and what the database then says of
random stretches is compared with Python's, which knows the decrees alone and no running totals; of short stretches
second by second. PANTAU_HISTORIES: how many calendars (default 4). Prints TAP."""

import datetime
import json
import os
import random
import zoneinfo

import psycopg2

CALENDARS = int(os.environ.get("PANTAU_HISTORIES", "4"))
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
FIRST, DAYS = datetime.date(2024, 12, 1), 400
COUNT = 0


def check(wrong, text):
    global COUNT
    COUNT += 1
    print(f"{'not ' if wrong else ''}ok {COUNT} - {text}")
    for line in wrong[:5]:
        print(f"# {line}")


def minute(dice, low, high):
    return dice.randrange(low * 4, high * 4) * 15


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


class Decrees:
    """A calendar as it is written down, and its working seconds by the definition."""

    def __init__(self, number):
        dice = random.Random(number)
        self.name = f"kota-{number}"
        self.hours = {}  # (season, weekday): [(from, to)] in minutes
        for season in ("normal", "ramadan"):
            for weekday in range(1, 8):
                if weekday <= 4 or dice.random() < 0.4:
                    begin, end = minute(dice, 6, 9), minute(dice, 14, 18)
                    noon = minute(dice, 11, 12)
                    self.hours[season, weekday] = ([(begin, end)] if dice.random() < 0.2 else
                                                   [(begin, noon), (noon + dice.choice((30, 60, 90)), end)])
        # Its own free days, and those of id-asn that it takes back.
        self.free = {FIRST + datetime.timedelta(days=dice.randrange(DAYS)) for _ in range(25)}
        self.back = set()
        self.dice = dice

    def rows(self, base_free):
        self.back = set(self.dice.sample(sorted(base_free - self.free), 4))
        rows = [{"kind": "calendar", "calendar": self.name, "base": "id-asn"}]
        for (season, weekday), spans in self.hours.items():
            rows += [{"kind": "hours", "calendar": self.name, "season": season, "weekday": str(weekday),
                      "starts": clock(begin), "ends": clock(end)} for begin, end in spans]
        for day in sorted(self.free | self.back):
            rows.append({"kind": "working" if day in self.back else "regional", "calendar": self.name, "day": str(day),
                         "decree": f"Perda {self.name}"})
        return json.dumps([dict(row, line=line) for line, row in enumerate(rows, 2)])

    def spans(self, day, base_free, fasting):
        if day in self.free or day in base_free and day not in self.back:
            return []
        return self.hours.get(("ramadan" if any(a <= day <= b for a, b in fasting) else "normal", day.isoweekday()), [])

    def seconds(self, zone, start, end, known):
        """Working seconds between two epochs."""
        total, day = 0, datetime.datetime.fromtimestamp(start, zone).date()
        while day <= datetime.datetime.fromtimestamp(end, zone).date():
            midnight = int(datetime.datetime.combine(day, datetime.time(), zone).timestamp())
            for begin, stop in self.spans(day, *known):
                total += max(0, min(midnight + stop * 60, end) - max(midnight + begin * 60, start))
            day += datetime.timedelta(days=1)
        return total

    def counted(self, zone, start, end, known):
        """The same, each second asked for itself."""
        total = 0
        for second in range(start, end):
            local = datetime.datetime.fromtimestamp(second, zone)
            at = local.hour * 3600 + local.minute * 60 + local.second
            total += any(begin * 60 <= at < stop * 60 for begin, stop in self.spans(local.date(), *known))
        return total


def ask(cursor, decrees, zone, pairs):
    cursor.execute(
        "select core.working_seconds(%s, %s, to_timestamp(a), to_timestamp(b))"
        " from unnest(%s::bigint[], %s::bigint[]) with ordinality as p (a, b, place) order by place",
        (decrees.name, zone.key, [a for a, _ in pairs], [b for _, b in pairs]))
    return [row[0] for row in cursor.fetchall()]


def draw(dice, zone):
    """Stretches of up to a month, many of which begin or end at a local midnight or a second beside it."""
    def moment():
        day = FIRST + datetime.timedelta(days=dice.randrange(DAYS))
        midnight = int(datetime.datetime.combine(day, datetime.time(), zone).timestamp())
        return midnight + (dice.choice((-1, 0, 1)) if dice.random() < 0.4 else dice.randrange(86400))
    first = [moment() for _ in range(60)]
    return [(start, start + dice.choice((3600, 86400, 30 * 86400)) * dice.randrange(1, 100) // 100) for start in first]


def main():
    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        cursor.execute("select array_agg(free_on) from core.calendar_free_day where calendar = 'id-asn'")
        base_free = set(cursor.fetchone()[0])
        cursor.execute("select first_on, last_on from core.calendar_season where season = 'ramadan'")
        known = (base_free, cursor.fetchall())
        within = {d for d in base_free if FIRST <= d < FIRST + datetime.timedelta(days=DAYS)}
        wrong = {name: [] for name in ("equal", "second", "additive", "backwards", "free", "deadline")}
        for number in range(CALENDARS):
            decrees = Decrees(number)
            cursor.execute("select from core.calendar_import(%s)", (decrees.rows(within),))
            for name in ZONES:
                zone, dice = zoneinfo.ZoneInfo(name), random.Random(f"{number} {name}")
                pairs = draw(dice, zone)
                got = ask(cursor, decrees, zone, pairs)
                for (start, end), seconds in zip(pairs, got):
                    where = f"calendar {number}, {name}, {start} to {end}: {seconds}"
                    if seconds != decrees.seconds(zone, start, end, known):
                        wrong["equal"].append(where)
                    if end - start <= 3600 and seconds != decrees.counted(zone, start, end, known):
                        wrong["second"].append(where)
                cuts = [dice.randint(start, end) for start, end in pairs]
                left = ask(cursor, decrees, zone, [(start, cut) for (start, _), cut in zip(pairs, cuts)])
                right = ask(cursor, decrees, zone, [(cut, end) for (_, end), cut in zip(pairs, cuts)])
                wrong["additive"] += [pair for pair, a, b, c in zip(pairs, left, right, got) if a + b != c]
                back = ask(cursor, decrees, zone, [(end, start) for start, end in pairs])
                wrong["backwards"] += [pair for pair, a, b in zip(pairs, back, got) if a != -b]
                nights = [int(datetime.datetime.combine(day, datetime.time(), zone).timestamp()) for day in decrees.free]
                wrong["free"] += [s for s in ask(cursor, decrees, zone, [(n, n + 86400) for n in nights]) if s != 0]
                for start, _ in pairs[:10]:
                    day, left_days = datetime.datetime.fromtimestamp(start, zone).date(), dice.randrange(1, 15)
                    cursor.execute("select extract(epoch from core.working_deadline(%s, %s, to_timestamp(%s), %s))::bigint",
                                   (decrees.name, name, start, left_days))
                    while left_days > 0:
                        day += datetime.timedelta(days=1)
                        left_days -= bool(decrees.spans(day, *known))
                    end = int(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), zone).timestamp())
                    if cursor.fetchone()[0] != end:
                        wrong["deadline"].append(f"calendar {number}, {name}, {start}")
        check(wrong["equal"], "working time is what the decrees say, in all three zones")
        check(wrong["second"], "second by second")
        check(wrong["additive"], "what lies before and after a moment makes the whole")
        check(wrong["backwards"], "backwards it is negative")
        check(wrong["free"], "on a free day there is none")
        check(wrong["deadline"], "a deadline of k working days ends with the k-th")
        connection.rollback()
    print(f"1..{COUNT}")


main()
