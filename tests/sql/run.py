#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the SQL tests on the server of tests/cluster.sh:

    tests/cluster.sh tests/sql/run.py [FILE …]

A database is migrated from empty once; each test gets a copy of it. Tests are NN_*.sql (pgTAP under
psql, in a transaction they roll back), test_*.py (print TAP themselves) and programs named by
--program. All are joined into one TAP stream. The first program also prints the daemon's statements as
PREPARE commands (--sql); tests find them in the file PANTAU_STATEMENTS, or the variable empty.
"""

import argparse
import glob
import os
import re
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SQL = os.path.normpath(os.path.join(HERE, "..", "..", "sql"))


def environment(database):
    """What a test finds: its database, pgTAP on the search path, the folder of sql/ in PANTAU_SQL."""
    return dict(
        os.environ,
        PGDATABASE=database,
        PGOPTIONS="-c search_path=public,tap -c client_min_messages=warning -c timezone=UTC",
        PYTHONDONTWRITEBYTECODE="1",
        LC_ALL="C.UTF-8",
        PANTAU_SQL=SQL,
        PANTAU_STATEMENTS=os.environ.get("PANTAU_STATEMENTS", ""),
    )


def psql(database, sql):
    subprocess.run(
        ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql],
        env=environment(database), check=True, stdout=subprocess.DEVNULL,
    )


class Tap:
    """Joins the TAP of many tests into one stream with one count."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def line(self, good, text):
        self.count += 1
        self.failed += 0 if good else 1
        print(f"{'ok' if good else 'not ok'} {self.count} - {text}", flush=True)

    def take(self, name, output, code):
        """One test's output; a plan that was not kept or a bad end is one failure more."""
        plan, seen = None, 0
        for line in output.splitlines():
            result = re.match(r"(not ok|ok)\b\s*\d*\s*-?\s*(.*)", line)
            number = re.match(r"1\.\.(\d+)$", line)
            if result:
                seen += 1
                self.line(result[1] == "ok", f"{name}: {result[2]}")
            elif number:
                plan = int(number[1])
            elif line.strip():
                print("# " + line.lstrip("# "), flush=True)
        if code or plan != seen:
            self.line(False, f"{name}: ended with {code}, planned {plan}, ran {seen}")


def command(path):
    if path.endswith(".sql"):
        return ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-P", "pager=off", "-f", path]
    return ["/usr/bin/python3", path] if path.endswith(".py") else [path]


def main():
    parser = argparse.ArgumentParser(description="runs the SQL tests")
    parser.add_argument("--program", action="append", default=[], help="run this program too")
    parser.add_argument("tests", nargs="*", help="only these files; default: all")
    args = parser.parse_args()
    found = sorted(glob.glob(HERE + "/[0-9]*.sql")) + sorted(glob.glob(HERE + "/test_*.py"))
    paths = args.tests or found + args.program
    tap = Tap()
    # A SIGTERM is an end like any other: the folder, and what a test left in it, is gone afterwards.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="pantau-sql.") as folder:
        os.environ["TMPDIR"] = folder
        if args.program:
            os.environ["PANTAU_STATEMENTS"] = folder + "/statements.sql"
            with open(os.environ["PANTAU_STATEMENTS"], "w", encoding="utf-8") as statements:
                subprocess.run([args.program[0], "--sql"], stdout=statements, check=True)
        run(paths, tap)
    print(f"1..{tap.count}")
    return 1 if tap.failed or not tap.count else 0


def run(paths, tap):
    """Migrates a database from empty and runs each test on a copy of it."""
    # Many tests are one transaction of thousands of rows. To "analyze" such rows are not there yet: when it
    # ran in the middle, plans for no rows at all made a test take ten times as long.
    psql("postgres", "alter system set autovacuum = off")
    psql("postgres", "alter system set jit = off")  # statements are made for a few rows; to compile one costs more
    psql("postgres", "select pg_reload_conf()")
    psql("postgres", "create database pantau_template")
    subprocess.run(
        [SQL + "/migrate.sh"],
        env=environment("pantau_template"),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    psql("pantau_template", "create schema tap; create extension pgtap with schema tap")
    psql("pantau_template", "grant usage on schema tap to public")
    for number, path in enumerate(paths):
        database = f"pantau_{number}"
        psql("postgres", f"create database {database} template pantau_template")
        done = subprocess.run(
            command(path),
            env=environment(database),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        tap.take(os.path.basename(path), done.stdout.decode("utf-8", "replace"), done.returncode)
        psql("postgres", f"drop database {database} with (force)")


if __name__ == "__main__":
    sys.exit(main())
