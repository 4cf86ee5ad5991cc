#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The queries that README.md shows: each runs, as a reader may run it, on a database that was only migrated."""

import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def queries():
    """Indented statements, from "select" to the semicolon."""
    with open(os.path.join(HERE, "..", "..", "README.md"), encoding="utf-8") as file:
        return re.findall(r"^    (select\b.*?;)", file.read(), re.M | re.S)


def main():
    found = queries()
    print(f"1..{len(found) + 1}")
    print(("ok" if len(found) >= 4 else "not ok") + " 1 - README.md has queries")
    for number, query in enumerate(found, 2):
        ran = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"], input=f"set role pantau_reader; {query}",
                             capture_output=True, text=True, check=False)
        print(("ok" if ran.returncode == 0 else "not ok") + f" {number} - {query.splitlines()[0]}")
        for line in ran.stderr.splitlines():
            print(f"# {line}")


if __name__ == "__main__":
    main()
