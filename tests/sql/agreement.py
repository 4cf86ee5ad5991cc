# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What is stored beside what was expected, for the tests with random worlds."""


def agrees(cursor, have, want):
    """Tells what differs; deriving everything once more must change nothing."""
    cursor.execute("select core.rebuild_inquiries(1)")
    (rebuilt,) = cursor.fetchone()
    if have == want and rebuilt == 0:
        return True
    print(f"# rebuild changed {rebuilt}")
    for row in [r for r in have if r not in want]:
        print("# have", row)
    for row in [r for r in want if r not in have]:
        print("# want", row)
    return False
