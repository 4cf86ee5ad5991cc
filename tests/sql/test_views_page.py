#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The reference at the end of sql/README.md is what the catalogue says: each view that readers have, with its
comment and columns, and what each column means. As a reader sees it, so what it names can be read. To take a change over:
PANTAU_GOLDEN=write, this file alone. Prints TAP."""

import difflib
import os
import textwrap

import psycopg2

PATH = os.path.join(os.environ.get("PANTAU_SQL") or os.path.join(os.path.dirname(__file__), "..", "..", "sql"), "README.md")
HEADING = "## Reference\n"

VIEWS = """
select
    c.relname,
    obj_description(c.oid, 'pg_class'),
    (
        select array_agg(a.attname order by a.attnum)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    )
from pg_class as c
where c.relnamespace = 'metrics'::regnamespace and c.relkind = 'v' and has_table_privilege(c.oid, 'select')
order by c.relname
"""
COLUMNS = """
select c.metric, c.unit_of_measure, c.definition_en, c.null_when
from metrics.catalogue as c
where c.metric_kind <> 'rule'
order by split_part(c.metric, '.', 2) = '', c.metric
"""


def wrapped(text, indent=""):
    return textwrap.fill(text, 124, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def reference(cursor):
    """The section's text."""
    lines = [HEADING]
    lines.append(wrapped("Made from the catalogue, so it is what `\\d+ metrics.VIEW` shows, too; `metrics.catalogue` has it in "
                         "Indonesian, with the version of each definition. `tests/sql/test_views_page.py` says how to renew it."))
    lines.append("\n### Views\n")
    cursor.execute(VIEWS)
    views = cursor.fetchall()
    for name, comment, columns in views:
        lines.append(wrapped(f"- **`{name}`**: {comment}", "  "))
        lines.append(wrapped("  " + ", ".join(f"`{column}`" for column in columns), "  ") + "\n")
    lines.append("### Columns\n")
    lines.append(wrapped("A name with a view before it is for that view alone; `working_x` is `x` on the working clock.") + "\n")
    cursor.execute(COLUMNS)
    for name, unit, definition, null_when in cursor.fetchall():
        lines.append(wrapped(f"- `{name}`" + (f" ({unit})" if unit else "") + f": {definition}"
                             + (f" Null when {null_when}." if null_when else ""), "  "))
    return "\n".join(lines) + "\n", len(views)


def main():
    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        cursor.execute("set role pantau_reader")
        want, views = reference(cursor)
    with open(PATH, encoding="utf-8") as file:
        before, _, rest = file.read().partition(HEADING)
    have = HEADING + rest
    if os.environ.get("PANTAU_GOLDEN") == "write":
        with open(PATH, "w", encoding="utf-8") as file:
            file.write(before.rstrip("\n") + "\n\n" + want)
        have = want
    print("1..2")
    print(("ok" if views > 18 else "not ok") + " 1 - a reader has views")
    print(("ok" if have == want else "not ok") + " 2 - sql/README.md says what the catalogue says")
    for line in difflib.unified_diff(have.splitlines(), want.splitlines(), "sql/README.md", "catalogue", lineterm="", n=1):
        print(f"# {line}")


if __name__ == "__main__":
    main()
