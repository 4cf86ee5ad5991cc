#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random threads, written page by page in several orders, against a loop that knows no SQL.

Citizens, withheld authors, the unit's account, another unit's, the mayor, machines, equal seconds,
messages that are gone, a text that is learnt to be automatic, accounts named in messages, accounts that
change hands between units or are nobody's for a while. Whatever the order of arrival, core.inquiry must
hold what the loop says, and a rebuild must change nothing.
"""

import datetime
import hashlib
import os
import random

import psycopg2

from agreement import agrees

WORLDS = 12
START = datetime.datetime(2025, 5, 5, 1, 0, tzinfo=datetime.timezone.utc)
SEED = int(os.environ.get("PANTAU_SEED", "20250505"))


def key(text):
    return hashlib.md5(text.encode()).digest()


def owner(owners, account, at):
    """The unit that owns an account on the local day of a second; owners: account -> [(first day, unit)]."""
    day = (START + datetime.timedelta(seconds=at, hours=7)).date()
    return [unit for begin, unit in owners[account] if begin <= day][-1]


def hands(rng):
    """Accounts 1, 2 and 5 begin with units 1, 2 and 2; some nights they go elsewhere, or to nobody."""
    owners = {1: [(datetime.date.min, 1)], 2: [(datetime.date.min, 2)], 5: [(datetime.date.min, 2)]}
    for turns in owners.values():
        for night in range(1, 8):
            if rng.random() < 0.25:
                begin = START.date() + datetime.timedelta(days=night)
                turns.append((begin, rng.choice([n for n in (1, 2, 3, None) if n != turns[-1][1]])))
    return owners


def world(rng):
    """Who owned which account when, and messages as dicts, under account 1. Account 3 is the mayor's."""
    owners, messages, number = hands(rng), [], 0
    for thread in range(rng.randint(3, 6)):
        at = rng.randint(0, 50)
        for _ in range(rng.randint(1, 9)):
            number += 1
            at += rng.choice([0, 0, 1, 5, 9, 10, 11, 40, 4000, 50000, 90000])
            who = rng.choice(["ani", "budi", None, "account 1", "account 1", "account 2", "account 3", "machine"])
            ours = int(who[-1]) if who in ("account 1", "account 2") else None
            gone = rng.random() < 0.15
            messages.append(
                {
                    "id": f"{rng.randint(0, 9)}m{number}",
                    "thread": f"t{thread}",
                    "at": at,
                    "who": who,
                    "by": ours and owner(owners, ours, at),
                    "needs": rng.random() < 0.6,
                    "hash": rng.choice(["bot", "bot", None]) if ours else None,
                    "gone": (at + rng.randint(1, 5000), rng.choice(["author", "author", "unknown", "unit"])) if gone else None,
                    "names": rng.choice([[], [], [], [2], [5], [2, 5]]) if who in ("ani", "budi", None, "account 3") else [],
                }
            )
    return owners, messages


def official(message):
    return message["by"] is not None


def in_order(messages):
    return sorted(messages, key=lambda m: (m["at"], official(m), m["id"].encode()))


def automatic_texts(messages):
    seen = {}
    for thread in {m["thread"] for m in messages}:
        last = None
        for message in in_order([m for m in messages if m["thread"] == thread]):
            if not official(message):
                last = message["at"]
            elif message["hash"] and last is not None and message["at"] - last <= 10:
                message["quick"] = True
                seen.setdefault(message["hash"], set()).add(thread)
    return {text for text, threads in seen.items() if len(threads) >= 3}


def role(message, texts):
    if message["who"] == "machine" or (message.get("quick") and message["hash"] in texts):
        return "automatic"
    if official(message):
        return "official"
    if message["who"] == "account 3":
        return "leader"
    return "unknown" if message["who"] is None else "citizen"


def walk(owners, thread, wanted):
    """The stretches of one thread for one class: of each unit whose account is asked, once."""
    found, current, named, turns = [], {}, [], {}

    def ask(unit, message):
        if unit is not None and unit not in current:
            turns[unit] = turns.get(unit, 0) + 1
            current[unit] = {"first": message, "turn": turns[unit], "parts": [], "answer": None, "unit": unit, "class": wanted}
            found.append(current[unit])

    for message in thread:
        speaks = message["role"]
        if speaks == "official" and message["gone"] is None:
            for stretch in current.values():
                stretch["answer"] = message
            current.clear()
        elif (speaks == "leader") if wanted == "leader" else speaks in ("citizen", "unknown"):
            if not current:
                ask(owner(owners, 1, message["at"]) or 0, message)
                for account in named:
                    ask(owner(owners, account, message["at"]), message)
            for account in message["names"]:
                unit = owner(owners, account, message["at"])
                ask(unit, message)
                named += [account] if unit is not None else []
            for stretch in current.values():
                stretch["parts"].append(message)
    return found


def line(stretch):
    parts, answer, unit = stretch["parts"], stretch["answer"], stretch["unit"]
    gone = [p["gone"] for p in parts]
    withdrawn = all(g is not None and g[1] == "author" for g in gone)
    last = max((g[0] for g in gone if g is not None), default=None)
    state, ended, by, helper = "waiting", None, None, None
    if withdrawn and (answer is None or last < answer["at"]):
        state, ended = "withdrawn", last
    elif answer is not None:
        state, ended, by = "answered", answer["at"], answer["id"]
        if unit not in (0, answer["by"]):
            state, helper = "helped", answer["by"]
    return (
        stretch["first"]["id"],
        unit,
        stretch["class"],
        stretch["first"]["role"],
        stretch["turn"],
        state,
        stretch["first"]["at"],
        min((p["at"] for p in parts if p["needs"]), default=None),
        ended,
        by,
        helper,
        len(parts),
        any(g is not None and g[1] != "author" for g in gone),
    )


def expected(owners, messages):
    lines = []
    for message in messages:
        message.pop("quick", None)
    texts = automatic_texts(messages)
    for message in messages:
        message["role"] = role(message, texts)
    for name in {m["thread"] for m in messages}:
        thread = [m for m in in_order([m for m in messages if m["thread"] == name]) if m["role"] != "automatic"]
        for wanted in ("citizen", "leader"):
            lines += [line(s) for s in walk(owners, thread, wanted)]
    return sorted(lines, key=repr)


def seconds(at):
    return None if at is None else int((at - START).total_seconds())


def stored(cursor):
    cursor.execute(
        "select opening_id, unit_id, class, opened_by, turn, state, opened_at, needed_at, ended_at,"
        " answer_id, helped_by_unit_id, messages, removed from core.inquiry"
    )
    rows = cursor.fetchall()
    return sorted((r[:6] + tuple(seconds(t) for t in r[6:9]) + r[9:] for r in rows), key=repr)


def write(cursor, page):
    for m in page:
        at = START + datetime.timedelta(seconds=m["at"])
        author = None if m["who"] is None else key(m["who"])
        gone = m["gone"] and START + datetime.timedelta(seconds=m["gone"][0])
        words = "Kapan?" if m["needs"] else "Jalan"
        cursor.execute(
            "insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key,"
            " automatic, text, text_hash, gone_from, gone_by, removed_by, first_observed_at, changed_observed_at,"
            " needs_answer, undecided, rule, intent, topic, topic_rule)"
            " select 1, 1, %s, %s, %s, 'comment', %s, %s, %s, %s, %s, %s, %s, now(), now(), v.* from"
            " core.text_judge(%s) as v",
            (m["id"], at, m["thread"], author, m["who"] == "machine", words, m["hash"] and key(m["hash"]), gone,
             gone and gone + datetime.timedelta(minutes=1), m["gone"] and m["gone"][1], words),
        )
        for account in m["names"]:
            cursor.execute("insert into core.message_mention values (1, 1, %s, %s, %s, now())", (m["id"], account, at))
    cursor.execute("select core.derive_message(1, 1, %s)", ([m["thread"] for m in page],))


def pages(rng, messages):
    left = list(messages)
    rng.shuffle(left)
    while left:
        size = rng.randint(1, 6)
        yield left[:size]
        left = left[size:]


def setup(cursor):
    cursor.execute(
        "insert into core.government (government_id, code, name, kind, timezone, calendar)"
        " values (1, '1', 'x', 'city', 'Asia/Jakarta', 'id-asn')"
    )
    for number in (1, 2, 3):
        cursor.execute(
            "insert into core.unit (government_id, unit_id, code, name, kind) values (1, %s, %s, 'x', 'dinas')",
            (number, str(number)),
        )
    for number in (1, 2, 3, 5):
        cursor.execute(
            "insert into core.account (government_id, account_id, channel, external_id, access, leader_position, author_key)"
            " values (1, %s, 'facebook', %s, 'owned', %s, %s)",
            (number, str(number), "walikota" if number == 3 else None, key(f"account {number}")),
        )


def give(cursor, owners):
    """The owners of accounts as they are to be."""
    cursor.execute("delete from core.account_owner")
    for account, turns in owners.items():
        ends = [begin - datetime.timedelta(days=1) for begin, _ in turns[1:]] + [None]
        for (begin, unit), end in zip(turns, ends):
            if unit is not None:
                first = "-infinity" if begin == datetime.date.min else begin
                cursor.execute("insert into core.account_owner values (1, %s, %s, %s, %s)", (account, first, end, unit))


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    for number in range(1, WORLDS + 1):
        owners, messages = world(rng)
        want, good = expected(owners, messages), True
        for order in range(3):
            # Once the changes of hands become known only afterwards.
            give(cursor, {account: turns[:1] for account, turns in owners.items()} if order == 2 else owners)
            for page in pages(rng, messages):
                write(cursor, page)
            if order == 2:
                give(cursor, owners)
                cursor.execute("select core.rebuild_inquiries(1)")
            good &= agrees(cursor, stored(cursor), want)
            connection.rollback()
        print(f"{'' if good else 'not '}ok {number} - world {number}: {len(messages)} messages, {len(want)} inquiries")
    print(f"1..{WORLDS}")


if __name__ == "__main__":
    main()
