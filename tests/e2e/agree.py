# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The whole database against the truth: tests/README.md lists what is compared."""

import compare
import compare_case


def differences(truth, database):
    """What was to be seen is there, once; what went is marked so; and the figures follow."""
    return [
        *compare.posts(truth, database),
        *compare.removed_posts(truth, database),
        *compare.accounts(truth, database),
        *compare.messages(truth, database, gone_too=True),
        *compare.mentions(truth, database),
        *compare.tombstones(truth, database),
        *compare.social_inquiries(truth, database, seen=compare.held(database)),
        *compare.nothing_twice(database),
        *compare_case.everything(truth, database),
        *compare.figures(database),
    ]


def everything(truth, database):
    said = differences(truth, database)
    assert not said, f"{len(said)} differences:\n" + "\n".join(said[:20])


def comments(database):
    """What the comment of a column promises of a view's rows: never null, between 0 and 1."""
    told = database.rows("""
        select format('%I.%I', n.nspname, c.relname), format('%I', a.attname), col_description(c.oid, a.attnum)
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
        where n.nspname in ('metrics', 'core_open') and c.relkind = 'v'""")
    broken = [
        f"{view}.{column}: {words}"
        for view, column, words in told
        for condition in ([f"{column} is null"] if "Never null." in words else [])
        + ([f"{column} not between 0 and 1"] if "share 0 to 1" in words else [])
        if database.one(f"select exists (select from {view} where {condition})")
    ]
    assert len(told) > 300 and not broken, "\n".join(broken)
