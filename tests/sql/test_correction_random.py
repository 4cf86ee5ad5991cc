#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random threads with corrections, written page by page in several orders, against a loop that knows no SQL.

The worlds are those of test_derive_random.py. A correction names a message that opened an inquiry in the whole world, or
one in the middle of a stretch, as if older ones had come to light since; it is written at some moment between the pages.
Whatever the order, core.inquiry holds what the loop says, a rebuild changes nothing, and without the corrections all
is what it was.
"""

import datetime
import os
import random

import psycopg2

import test_derive_random as base
from agreement import agrees

WORLDS = int(os.environ.get("PANTAU_WORLDS", "12"))
SEED = int(os.environ.get("PANTAU_SEED", "20250506"))
INTENTS = ["question", "complaint", "spam", "other"]


def decide(rng, owners, messages, stretches):
    """Corrections: (message, unit asked, field, value, moment), at most one of a field per stretch."""
    found = []
    for stretch in stretches:
        if rng.random() > 0.35:
            continue
        named = rng.choice(stretch["parts"])
        # A decision names who was asked as he is on the day of the message that it names. What becomes of a wait that ended
        # elsewhere while accounts change hands is a matter of single cases (57_correction.sql), not of chance.
        times = [m["at"] for m in messages if m["thread"] == named["thread"]]
        if len({tuple(base.owner(owners, a, at) for a in (1, 2, 5)) for at in times}) > 1:
            continue
        fields = ["answered", "waiting", "unit", "needs_answer", "intent"]
        for field in ["answered"] if rng.random() < 0.5 else rng.sample(fields, rng.randint(1, 2)):
            at = None
            if field == "answered":
                value, at = "answered", named["at"] + rng.choice([0, 5, 3000, 60000, 200000])
            elif field == "waiting":
                if stretch["answer"] is None:
                    continue
                value = "waiting"
            elif field == "unit":
                value = str(rng.choice([n for n in (1, 2, 3) if n != stretch["unit"]]))
            else:
                value = rng.choice(["true", "false"] if field == "needs_answer" else INTENTS)
            found.append({
                "message": named, "unit": stretch["unit"], "class": stretch["class"], "value": value, "at": at,
                "field": "state" if field in ("answered", "waiting") else field,
                "refused": stretch["answer"]["id"] if value == "waiting" else None,
            })
    return found


def refuse(messages, corrections):
    """What a person said is no answer is written by nobody who could answer."""
    refused = {c["refused"] for c in corrections}
    for message in messages:
        message["refused"] = message["id"] in refused


def walk(owners, thread, wanted, corrections):
    """base.walk() with answers that nobody wrote: a unit whose wait ended so is asked anew by what is written next."""
    found, current, named, turns = [], {}, [], {}
    phone = {}  # unit -> the moments at which it answered elsewhere, of the messages that stand since the last answer

    def ask(unit, message):
        if unit is not None and unit not in current:
            turns[unit] = turns.get(unit, 0) + 1
            current[unit] = {"first": message, "turn": turns[unit], "parts": [], "answer": None, "unit": unit,
                             "class": wanted, "phone": None}
            found.append(current[unit])

    def hang_up(before):
        """Ends the waits that were answered elsewhere before a moment."""
        ended = [u for u in current if any(at < before for at in phone.get(u, []))]
        for unit in ended:
            current[unit]["phone"] = min(at for at in phone[unit] if at < before)
            phone[unit] = [at for at in phone[unit] if at >= before]
            del current[unit]
        return ended

    for message in thread:
        speaks = message["role"]
        if speaks == "official":
            if message["gone"] is None and not message["refused"]:
                hang_up(message["at"])
                for stretch in current.values():
                    stretch["answer"] = message
                current.clear()
                phone.clear()
        elif (speaks == "leader") if wanted == "leader" else speaks in ("citizen", "unknown"):
            waited = bool(current)
            again = hang_up(message["at"])
            for unit in [base.owner(owners, 1, message["at"]) or 0] + [base.owner(owners, a, message["at"]) for a in named]:
                if not waited or unit in again:
                    ask(unit, message)
            for account in message["names"]:
                unit = base.owner(owners, account, message["at"])
                ask(unit, message)
                named += [account] if unit is not None else []
            for stretch in current.values():
                stretch["parts"].append(message)
            for c in corrections:
                if c["message"] is message and c["value"] == "answered" and c["class"] == wanted:
                    phone.setdefault(c["unit"], []).append(c["at"])
    hang_up(float("inf"))
    return found


def line(stretch, corrections):
    told = [c for c in corrections if c["unit"] == stretch["unit"] and c["class"] == stretch["class"]
            and any(c["message"] is part for part in stretch["parts"])]
    ruled = {c["field"]: c["value"] for c in told if c["value"] != "answered"}  # later ones win
    parts, answer = stretch["parts"], stretch["answer"]
    unit = int(ruled.get("unit", stretch["unit"]))
    gone = [p["gone"] for p in parts]
    last = max((g[0] for g in gone if g is not None), default=None)
    ends = stretch["phone"] if stretch["phone"] is not None else answer and answer["at"]
    state, ended, by, helper = "waiting", None, None, None
    if all(g is not None and g[1] == "author" for g in gone) and (ends is None or last < ends):
        state, ended = "withdrawn", last
    elif stretch["phone"] is not None:
        state, ended = "answered", ends
    elif answer is not None:
        state, ended, by = "answered", ends, answer["id"]
        if unit not in (0, answer["by"]):
            state, helper = "helped", answer["by"]
    needed = min((p["at"] for p in parts if p["needs"]), default=None)
    wanted = ruled.get("needs_answer", "false" if ruled.get("intent") == "spam" else None)
    if wanted is not None:
        needed = None if wanted == "false" else (needed if needed is not None else stretch["first"]["at"])
    return (
        stretch["first"]["id"], unit, stretch["class"], stretch["first"]["role"], stretch["turn"], state,
        stretch["first"]["at"], needed, ended, by, helper, len(parts),
        any(g is not None and g[1] != "author" for g in gone),
        bool(ruled) or stretch["phone"] is not None,
    )


def stretches(owners, messages, corrections):
    for name in sorted({m["thread"] for m in messages}):
        thread = [m for m in base.in_order([m for m in messages if m["thread"] == name]) if m["role"] != "automatic"]
        for wanted in ("citizen", "leader"):
            yield from walk(owners, thread, wanted, corrections)


def prepare(messages, corrections):
    for message in messages:
        message.pop("quick", None)
    texts = base.automatic_texts(messages)
    for message in messages:
        message["role"] = base.role(message, texts)
    refuse(messages, corrections)


def stored(cursor):
    cursor.execute(
        "select opening_id, unit_id, class, opened_by, turn, state, opened_at, needed_at, ended_at, answer_id,"
        " helped_by_unit_id, messages, removed, correction_id is not null from core.inquiry"
    )
    return sorted((r[:6] + tuple(base.seconds(t) for t in r[6:9]) + r[9:] for r in cursor.fetchall()), key=repr)


def write(cursor, corrections, number):
    for c in corrections:
        number += 1
        at = c["at"] is not None and base.START + datetime.timedelta(seconds=c["at"])
        cursor.execute(
            "insert into core.correction (government_id, inquiry_id, field, value, ended_at, decided_by, decided_at, reason,"
            " source_kind, source_account_id, source_id, channel, opening_id, opened_at, unit_id, account_id, class, answer_id)"
            " values (1, gen_random_uuid(), %s, %s, %s, 'x', timestamptz '2026-01-01' + make_interval(secs => %s), 'x', 'message',"
            " 1, %s, 'facebook', %s, %s, %s, 0, %s, %s)",
            (c["field"], c["value"], at or None, number, c["message"]["thread"], c["message"]["id"],
             base.START + datetime.timedelta(seconds=c["message"]["at"]), c["unit"], c["class"], c["refused"]))
        cursor.execute("select core.derive_message(1, 1, %s)", ([c["message"]["thread"]],))
    return number


def play(cursor, rng, owners, messages, corrections):
    """All pages, and the corrections in their order between them."""
    left, number = list(corrections), 0
    pages = list(base.pages(rng, messages))
    for page in pages:
        size = rng.randint(0, 2)
        number = write(cursor, left[:size], number)
        left = left[size:]
        base.write(cursor, page)
    write(cursor, left, number)


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    base.setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    for number in range(1, WORLDS + 1):
        owners, messages = base.world(rng)
        prepare(messages, [])
        corrections = decide(rng, owners, messages, list(stretches(owners, messages, [])))
        prepare(messages, corrections)
        want = sorted((line(s, corrections) for s in stretches(owners, messages, corrections)), key=repr)
        good = True
        for _ in range(2):
            base.give(cursor, owners)
            play(cursor, rng, owners, messages, corrections)
            good &= agrees(cursor, stored(cursor), want)
            cursor.execute("update core.correction set revoked_at = now()")
            cursor.execute("select core.rebuild_inquiries(1)")
            good &= agrees(cursor, base.stored(cursor), base.expected(owners, messages))
            connection.rollback()
            prepare(messages, corrections)
        print(f"{'' if good else 'not '}ok {number} - world {number}: {len(messages)} messages, {len(corrections)} corrections,"
              f" {len(want)} inquiries")
    print(f"1..{WORLDS}")


if __name__ == "__main__":
    main()
