#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Rounds beside other transactions: two daemons, a writer that has not committed, a reader. Prints TAP."""

import json
import os

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
AS_OF = "2025-06-20 12:00+07"


class Session:
    def __init__(self):
        self.connection = psycopg2.connect("")
        self.run("set lock_timeout = '5min'; set timezone = 'UTC'")
        with open(os.path.join(HERE, "reference", "inquire.sql"), encoding="utf-8") as file:
            self.run(file.read())
        self.commit()

    def run(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else None

    def commit(self):
        self.connection.commit()

    def ask(self, number):
        self.run("select pg_temp.inquire(1, %s, 1, 1, 'comment', 'citizen', '2025-06-19 08:00+07', "
                 "'2025-06-19 08:00+07', 'waiting', null, 'post')", f"{number:032x}")

    def round(self):
        """Rows changed; None when another session is at it."""
        rows = self.run("select rows_changed from metrics.refresh_round(%s, 'dirty')", AS_OF)
        return rows[0][0] if rows else None

    def heard(self):
        """What was told on pantau_refresh since the last time."""
        self.run("select")
        self.commit()
        told = [json.loads(notice.payload) for notice in self.connection.notifies]
        self.connection.notifies.clear()
        return told

    def count(self):
        (n,), = self.run("select coalesce(max(n), 0) from metrics.response_rolling where unit_id = 1")
        self.commit()
        return n


def main():
    results = []

    def ok(good, text):
        results.append(good)
        print(f"{'ok' if good else 'not ok'} {len(results)} - {text}")

    writer, first, second, reader = Session(), Session(), Session(), Session()
    writer.run("select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null}')")
    writer.ask(1)
    writer.commit()

    reader.run("listen pantau_refresh")
    reader.commit()
    changed = first.round()
    ok(changed > 0, "a round computes the first inquiry")
    ok(second.round() is None, "while it is not committed another daemon's round stands back")
    second.commit()
    ok(second.run("select metrics.refresh_view('metrics.poll_coverage_1', %s)", AS_OF) == [(None,)],
       "so does its refresh of a view")
    second.commit()
    ok(reader.count() == 0, "a reader sees the state before, without waiting")
    ok(reader.heard() == [], "and is not told before there is something to see")
    first.commit()
    ok(reader.heard() == [{
        "view": "metrics.response_rolling", "kind": "dirty", "as_of": "2025-06-20T05:00:00+00:00",
        "rows_changed": changed, "units": [[1, 0], [1, 1]]}], "then what moved, and whose it is")
    ok(reader.count() == 1, "and the new one once it is committed")
    ok(second.round() == 0, "then the other daemon may, and has nothing to do")
    second.commit()
    ok(reader.heard() == [], "of which nobody is told")

    writer.ask(2)
    ok(first.round() == 0, "a round takes nothing of a transaction under way, nor waits for it")
    first.commit()
    writer.commit()
    ok(first.round() > 0, "its mark is there for the next round")
    first.commit()
    ok(reader.count() == 2, "and the figures follow")

    # A writer whose marks a round has taken writes to the same day again.
    writer.ask(3)
    writer.commit()
    first.round()
    writer.ask(4)
    writer.commit()
    first.commit()
    ok(second.round() > 0, "a mark set while a round runs outlives it")
    second.commit()
    ok(reader.count() == 4, "no inquiry is lost between them")

    # A view is refreshed while a reader is in the middle of it.
    second.run("select metrics.refresh_view('metrics.response_daily_1', %s)", AS_OF)
    second.commit()
    (days,), = reader.run("select count(*) from metrics.response_daily")
    writer.ask(5)
    writer.commit()
    first.round()
    first.commit()
    (took,), = second.run("select metrics.refresh_view('metrics.response_daily_1', %s)", AS_OF)
    second.commit()
    ok(days > 0 and took is not None, "a view is refreshed while a reader's transaction is open on it")
    reader.commit()
    ok([(told["view"], told["kind"], told["units"]) for told in reader.heard() if told["kind"] == "view"] == [
        ("metrics.response_daily", "view", None)] * 2, "of views is told that they are new")
    print(f"1..{len(results)}")


if __name__ == "__main__":
    main()
