#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random cases of a feed, their entries arriving in several orders, against a loop that knows no SQL.

Dispositions to one unit, to several, to names nobody knows or to nobody; receipts, doubtful and certain answers
by who holds the case, by others and by nobody named; returns, closings by whom ever, cases opened again; equal
seconds, entries with and without a place in the feed's order, times that only polling saw. Whatever the order
of arrival, core.inquiry must hold what the loop says, and a rebuild must change nothing.
"""

import datetime
import os
import random

import psycopg2

from agreement import agrees

WORLDS = 12
CASES = 8
START = datetime.datetime(2025, 12, 28, 1, 0, tzinfo=datetime.timezone.utc)
SEED = int(os.environ.get("PANTAU_SEED", "20251228"))
UNITS = {"Dinas Jalan": [1], "Dinas Air": [2], "Dinas Taman": [3], "Dinas Jalan, Dinas Air": [1, 2]}
NAMES = [*UNITS, "Entah Siapa", "Entah Apa"]
# Of one second, in this order: what asks, what answers, what ends.
KINDS = ["disposed", "acknowledged", "answered", "returned", "closed", "archived"]
FIELDS = ("case", "opening", "unit", "turn", "state", "opened", "ended", "earliest", "latest", "answer", "helper",
          "reply", "late", "timing")


def entry(rng, number, at):
    """One entry of a log: what happened, when at the earliest and the latest, to whom or by whom."""
    kind = rng.choice(["disposed"] * 4 + ["answered"] * 3 + KINDS[1:])
    return {
        "key": f"e{number:02}",
        "kind": kind,
        "ordinal": number if rng.random() < 0.5 else None,
        "from": at,
        "to": at + (rng.choice([1, 600, 90000]) if rng.random() < 0.2 else 0),
        "ref": rng.choice([*NAMES, None]),
        "sure": rng.choice([None, 0.8, 0.79, 1]) if kind == "answered" else None,
        "actor": rng.choice(["reporter", "admin", "timer", None]) if kind in ("closed", "archived") else None,
    }


def case(rng, name):
    entries, at = [], rng.randint(0, 100)
    for number in range(rng.randint(1, 10)):
        at += rng.choice([0, 0, 1, 600, 4000, 50000, 400000])
        entries.append(entry(rng, number, at))
    return {"id": name, "ref": rng.choice([*NAMES, None]), "entries": entries}


def place(e):
    return e["to"], -1 if e["ordinal"] is None else e["ordinal"], KINDS.index(e["kind"]), e["key"]


class Wait:
    """What one unit was asked, from one disposition on."""

    def __init__(self, name, e, unit, turn):
        self.row = dict.fromkeys(FIELDS)
        exact = e["from"] == e["to"]
        self.row.update(case=name, opening=e["key"], unit=unit, turn=turn, state="waiting", opened=e["to"],
                        timing="exact" if exact else "interval")

    def end(self, e, state, helper=None):
        row = self.row
        if row["state"] != "waiting":
            return
        first = max(e["from"], row["opened"])
        answered = state in ("answered", "helped")
        row.update(state=state, ended=e["to"] if answered else first, helper=helper,
                   answer=e["key"] if answered else None)
        if e["from"] < e["to"]:
            row.update(earliest=first, latest=e["to"], timing="interval")

    def reply(self, e, units):
        """A receipt or an answer, by units (null: whoever holds the case)."""
        row = self.row
        own = units is None or row["unit"] in units
        if own:
            row["reply"] = e["to"] if row["reply"] is None else row["reply"]
            if row["state"] not in ("waiting", "answered") and row["late"] is None:
                row["late"] = e["to"]
        if e["kind"] == "answered" and (e["sure"] is None or e["sure"] >= 0.8):
            if own or row["unit"] == 0:
                self.end(e, "answered")
            else:
                self.end(e, "helped", units[0])


def hand(told, e, held, closed, waits):
    """A disposition: who has the case afterwards (name or number -> wait)."""
    name = e["ref"] or told["ref"] or ""
    to = UNITS.get(name, [name])
    for who, wait in held.items():
        if who not in to and not closed:
            wait.end(e, "handed_over")
    stays = {} if closed else {who: wait for who, wait in held.items() if who in to}
    for who in to:
        if who not in stays:
            unit = who if isinstance(who, int) else 0
            turn = 1 + sum(w.row["unit"] == unit for w in waits)
            stays[who] = Wait(told["id"], e, unit, turn)
            waits.append(stays[who])
    return stays


def walk(told):
    held, closed, waits = {}, False, []
    for e in sorted(told["entries"], key=place):
        units = UNITS.get(e["ref"])
        if e["kind"] == "disposed":
            held, closed = hand(told, e, held, closed, waits), False
        elif e["kind"] == "returned":
            gives = [who for who in held if units and who in units] or list(held)
            for who in gives:
                held.pop(who).end(e, "handed_over")
        elif e["kind"] in ("closed", "archived"):
            closed = True
            for wait in held.values():
                wait.end(e, "withdrawn" if e["actor"] == "reporter" else "closed_unanswered")
        else:
            for wait in held.values():
                wait.reply(e, units)
    return [tuple(w.row[f] for f in FIELDS) for w in waits]


def moment(second):
    return START + datetime.timedelta(seconds=second)


def write(cursor, name, entries):
    for e in entries:
        cursor.execute(
            "insert into core.complaint_event (government_id, account_id, complaint_external_id, event_key,"
            " complaint_id, at_earliest, at_latest, precision_s, kind, unit_ref, actor, confidence, ordinal,"
            " first_observed_at, changed_observed_at)"
            " values (1, 9, %s, %s, core.natural_id('complaint', 1, 9, %s), %s, %s, %s, %s, %s, %s, %s, %s, now(), now())",
            (name, e["key"], name, moment(e["from"]), moment(e["to"]), 60 if e["from"] == e["to"] else None,
             e["kind"], e["ref"], e["actor"], e["sure"], e["ordinal"]))


def arrive(rng, cursor, cases):
    """The cases, then their entries page by page in any order, derived after each."""
    for told in cases:
        cursor.execute(
            "insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, unit_ref, status,"
            " status_observed_at, first_observed_at, changed_observed_at)"
            " values (1, 9, %s, 'lapor', core.natural_id('complaint', 1, 9, %s), %s, 'in_process', now(), now(), now())",
            (told["id"], told["id"], told["ref"]))
    left = [(told["id"], e) for told in cases for e in told["entries"]]
    rng.shuffle(left)
    while left:
        size = rng.randint(1, 30)
        for name, e in left[:size]:
            write(cursor, name, [e])
        cursor.execute("select core.derive_complaint(1, 9, %s)", ([name for name, _ in left[:size]],))
        left = left[size:]


def stored(cursor):
    cursor.execute(
        "select source_id, opening_id, unit_id, turn, state, opened_at, ended_at, ended_earliest_at, ended_latest_at,"
        " answer_id, helped_by_unit_id, first_reply_at, late_reply_at, timing from core.inquiry")
    return sorted((tuple(int((v - START).total_seconds()) if isinstance(v, datetime.datetime) else v for v in row)
                   for row in cursor.fetchall()), key=repr)


def setup(cursor):
    cursor.execute("insert into core.government (government_id, code, name, kind, timezone, calendar)"
                   " values (1, '1', 'x', 'city', 'Asia/Jayapura', 'id-asn')")
    cursor.execute("insert into core.account (government_id, account_id, channel, external_id, access, feed_kind)"
                   " values (1, 9, 'lapor', 'lapor', 'feed', 'lapor')")
    for name, units in UNITS.items():
        if len(units) == 1:
            cursor.execute("insert into core.unit (government_id, unit_id, code, name, kind)"
                           " values (1, %s, %s, %s, 'dinas')", (units[0], name, name))
            cursor.execute("insert into core.feed_unit values (1, 9, %s, %s)", (name, units[0]))


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    for number in range(1, WORLDS + 1):
        cases = [case(rng, f"c{n}") for n in range(CASES)]
        want, good = sorted((row for told in cases for row in walk(told)), key=repr), True
        for _ in range(2):
            arrive(rng, cursor, cases)
            good &= agrees(cursor, stored(cursor), want)
            connection.rollback()
        print(f"{'' if good else 'not '}ok {number} - world {number}: {CASES} cases, {len(want)} inquiries")
    print(f"1..{WORLDS}")


if __name__ == "__main__":
    main()
