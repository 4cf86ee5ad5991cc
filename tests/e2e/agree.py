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
        *compare.social_inquiries(truth, database, select=compare.held(database)),
        *compare.nothing_twice(database),
        *compare_case.everything(truth, database),
        *compare.figures(database),
    ]


def everything(truth, database):
    said = differences(truth, database)
    assert not said, f"{len(said)} differences:\n" + "\n".join(said[:20])
