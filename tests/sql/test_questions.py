#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The worked questions of sql/questions.md: each query runs as a reader and gives the answer that stands below it. The
world is questions/world.sql, which says how the answers come about. Prints TAP."""

import difflib
import os
import re
import subprocess

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "..", "sql", "questions.md")
AS_OF = "2025-06-20 12:00+07"


def refresh():
    """A round, then every materialized view, each in a transaction of its own, as the daemon does."""
    with psycopg2.connect("") as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select error from metrics.refresh_round(%s, 'full')", (AS_OF,))
            failed = [row[0] for row in cursor.fetchall() if row[0]]
            cursor.execute("select view from ops.refresh_due(%s)", (AS_OF,))
            for view, in cursor.fetchall():
                cursor.execute("select metrics.refresh_view(%s, %s)", (view, AS_OF))
            cursor.execute("select view || ': ' || error from ops.refresh_state where error is not null")
            return failed + [row[0] for row in cursor.fetchall()]


def questions():
    """(heading, SQL, answer) of the page."""
    with open(PAGE, encoding="utf-8") as file:
        return re.findall(r"^## (\d+\. .*?)\n.*?```sql\n(.*?)```\n.*?```text\n(.*?)```", file.read(), re.M | re.S)


def answer(sql):
    ran = subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-P", "footer=off", "-P", "pager=off"],
                         input=f"set role pantau_reader; set timezone to 'UTC';\n{sql}", capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


def lines(text):
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def main():
    loaded = subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", os.path.join(HERE, "questions", "world.sql")],
                            capture_output=True, text=True, check=False)
    failed = refresh() if loaded.returncode == 0 else [loaded.stderr]
    found = questions()
    print(f"1..{len(found) + 2}")
    print(("not ok" if failed else "ok") + " 1 - the world stands")
    for line in "\n".join(failed).splitlines():
        print(f"# {line}")
    print(("ok" if len(found) >= 15 else "not ok") + " 2 - there are fifteen questions")
    for number, (heading, sql, want) in enumerate(found, 3):
        have = answer(sql)
        good = lines(have) == lines(want)
        print(("ok" if good else "not ok") + f" {number} - {heading}")
        if not good:
            for line in difflib.unified_diff(lines(want), lines(have), "page", "answer", lineterm=""):
                print(f"# {line}")


if __name__ == "__main__":
    main()
