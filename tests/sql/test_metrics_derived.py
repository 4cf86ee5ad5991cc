#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""From messages to figures: the random threads of test_derive_random.py arrive page by page, with rounds
between the pages. In whatever order they came, the figures are those of the reference, the same each
time, and a rebuild changes nothing. Prints TAP."""

import datetime
import os
import random
import sys

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "reference")]
import km  # noqa: E402
import test_derive_random as threads  # noqa: E402

WORLDS = 6
SEED = int(os.environ.get("PANTAU_SEED", "7"))


def refresh(cursor, as_of, kind):
    cursor.execute("select rows_changed, error from metrics.refresh_round(%s, %s)", (as_of, kind))
    changed, error = cursor.fetchone()
    if error:
        raise AssertionError(error)
    return changed


def arrive(connection, rng, messages, as_of):
    """Writes the messages in a new order; returns what is wrong and the figures."""
    cursor = connection.cursor()
    for page in threads.pages(rng, messages):
        threads.write(cursor, page)
        if rng.random() < 0.4:
            refresh(cursor, threads.START + datetime.timedelta(days=1), "dirty")
    refresh(cursor, as_of, "ageing")
    wrong = km.differences(connection, as_of)
    if refresh(cursor, as_of, "full"):
        wrong.append("a rebuild changed rows")
    cursor.execute("select * from metrics.response_rolling_all order by 1, 2, 3, 4, 5, 6, 7, 8")
    return wrong, cursor.fetchall()


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    threads.setup(cursor)
    cursor.execute("select set_config('search_path', 'public', false)")
    with open(os.path.join(HERE, "reference", "inquire.sql"), encoding="utf-8") as file:
        cursor.execute(file.read())
    for stream in ("mentions", "direct_messages"):
        cursor.execute("select pg_temp.watch(1, 1, %s, null, %s)",
                       (stream, threads.START + datetime.timedelta(days=2)))
    connection.commit()
    rng = random.Random(SEED)
    as_of = threads.START + datetime.timedelta(days=3)
    for number in range(1, WORLDS + 1):
        owners, messages = threads.world(rng)
        wrong, seen = [], []
        for _ in range(2):
            threads.give(cursor, owners)
            more, rows = arrive(connection, rng, messages, as_of)
            wrong += more
            seen.append(rows)
            connection.rollback()
        if seen[0] != seen[1]:
            wrong.append("another order of arrival gave other figures")
        for line in wrong[:10]:
            print("# " + line)
        print(f"{'not ok' if wrong or not seen[0] else 'ok'} {number} - {len(messages)} messages, "
              f"{len(seen[0])} rows of figures")
    print(f"1..{WORLDS}")


if __name__ == "__main__":
    main()
