#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random looks at posts, some of which tell only part of them, in several orders.

Of each column the value of the newest look that told it stands, whatever came when; the row is as old as its oldest
look. Values come back (A, B, A). What the database cannot know is a look that changed nothing, for it leaves no
trace: so where looks come out of order each one has a text, a number or an address of its own. In their order they
need not. The model is a loop over the looks, which knows nothing of the statement.
"""

import os
import random
import sys
from datetime import timedelta

import psycopg2

import test_post_random as base

WORLDS = int(os.environ.get("PANTAU_WORLDS", "40"))
SEED = int(os.environ.get("PANTAU_SEED", "20250508"))
POSTS = 6
VALUES = {
    "edited_at": [base.moment(7), base.moment(9)],
    "format": ["photo", "video"],
    "text": ["Jalan", "Jembatan", ""],
    "permalink": ["https://x.example/p/1", "https://x.example/p/2", "https://x.example"],
    "language": ["id", "jv"],
    "announced_comments": [0, 3],
    "hidden": [True, False],
    "comments_off": [True, False],
}
COLUMNS = list(VALUES)
ARRAYS = ("timestamptz", "text", "text", "text", "text", "int8", "bool", "bool")


def own(rng, number):
    """What no other look tells."""
    return rng.choice([("text", f"Jalan {number}"), ("permalink", f"https://x.example/{number}"),
                       ("announced_comments", 10 + number)])


def looks_at(rng, post, telling):
    """In the order of their times; some at the same moment."""
    looks, at = [], 100
    for number in range(rng.randint(2, 7)):
        at += rng.choice([0, 60, 60, 86400]) if telling else 60
        kept = rng.choice([COLUMNS, rng.sample(COLUMNS, rng.randint(0, 5))])
        look = {column: rng.choice(VALUES[column]) for column in kept}
        look["format"] = look.get("format", "photo")
        if telling:
            look.update([own(rng, number)])
        looks.append((post, at, look))
    return looks


def expected(looks):
    """By post: its columns, when it was first seen, when last changed by what was not known yet."""
    rows = {}
    for post, at, look in looks:
        row = rows.setdefault(post, {"first": at, "at": {}, "is": {}})
        row["first"] = min(row["first"], at)
        for column, value in look.items():
            told = row["at"].get(column)
            if told is None or at > told or at == told and value > row["is"][column]:
                row["at"][column], row["is"][column] = at, value
    return {post: (row["first"], name_in(row["is"].get("permalink")), tuple(row["is"].get(column) for column in COLUMNS))
            for post, row in rows.items()}


def name_in(address):
    """Whatever it is, it follows from the address alone; some have none."""
    return address and (address.split("/")[3:] or [None])[-1]


def write(cursor, post, at, look):
    arrays = ", ".join(f"%s::{kind}[]" for kind in (*ARRAYS, "text"))
    cursor.execute(f"execute post_write(1, 1, %s, %s, '{{null}}', '{{2025-05-05}}', {arrays})",
                   [base.moment(at), [post]] + [[look.get(column)] for column in COLUMNS] + [[name_in(look.get("permalink"))]])
    return cursor.rowcount


def stored(cursor):
    cursor.execute(f"select external_id, first_observed_at, address_name, {', '.join(COLUMNS)} from core.post")
    return {row[0]: (int((row[1] - base.START) / timedelta(seconds=1)), row[2], row[3:]) for row in cursor.fetchall()}


def agrees(have, want):
    for post in sorted(want):
        if have.get(post) != want[post]:
            print(f"# {post}: have {have.get(post)}, want {want[post]}")
    return have == want


def is_quiet(cursor, looks):
    """A look that tells again what stands changes no row: the second time, for the first may give a time to a column."""
    newest = {}
    for post, at, _ in looks:
        newest[post] = max(at, newest.get(post, 0))
    for post, (_, _, values) in stored(cursor).items():
        look = {column: value for column, value in zip(COLUMNS, values) if value is not None}
        write(cursor, post, newest[post] + 60, look)
        if write(cursor, post, newest[post] + 120, look):
            return False
    cursor.execute("select count(*) from core.post where column_times is not null")
    return cursor.fetchone() == (0,)


def main():
    if not os.environ.get("PANTAU_STATEMENTS"):
        sys.exit("needs the statements: run.py --program test_statement")
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    with open(os.environ["PANTAU_STATEMENTS"], encoding="utf-8") as file:
        cursor.execute(file.read())
    base.setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    for number in range(1, WORLDS + 1):
        telling = number % 2 == 1
        looks = [look for post in range(POSTS) for look in looks_at(rng, f"p{post}", telling)]
        good = True
        for _ in range(4 if telling else 1):
            for look in looks:
                write(cursor, *look)
            good &= agrees(stored(cursor), expected(looks))
            good &= is_quiet(cursor, looks)
            connection.rollback()
            rng.shuffle(looks)
        print(f"{'' if good else 'not '}ok {number} - {len(looks)} looks at {POSTS} posts, {'in any' if telling else 'in their'} order")
    print(f"1..{WORLDS}")


if __name__ == "__main__":
    main()
