#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Counts what a run of the tests showed: the closing line `N passed, N failed`.

Reads meson's testlog.json, one JSON object per test. A test that speaks TAP counts with its lines,
another one counts once. A result other than OK or SKIP without a `not ok` line (a crash, a timeout, a
plan that was not kept) counts one failure more. Skipped lines and tests are listed, not counted.
Why a test failed stands above the counts: meson shows only what a TAP test wrote to stderr.
"""

import json
import re
import sys

TAP_LINE = re.compile(r"^(not )?ok\b(?P<rest>.*)$", re.MULTILINE)
TAP_PLAN = re.compile(r"^1\.\.\d+", re.MULTILINE)
DIRECTIVE = re.compile(r"#\s*(skip|todo)\b", re.IGNORECASE)
GOOD = ("OK", "EXPECTEDFAIL")
# Lines shown of one failure: a traceback and the daemon's last words.
LINES_SHOWN = 80


def count(entry):
    """What one test adds: (passed, failed, skipped)."""
    result, output = entry["result"], entry.get("stdout") or ""
    passed = failed = skipped = 0
    if TAP_PLAN.search(output) and TAP_LINE.search(output):
        for line in TAP_LINE.finditer(output):
            directive = DIRECTIVE.search(line["rest"])
            if directive:
                skipped += 1
            elif line[1]:
                failed += 1
            else:
                passed += 1
    elif result in GOOD:
        passed = 1
    elif result == "SKIP":
        skipped = 1
    if result not in GOOD and result != "SKIP" and failed == 0:
        failed = 1
    return passed, failed, skipped


def reasons(output):
    """Each failed line with the comments that follow it; the last lines of what has none."""
    lines = output.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("not ok")]
    for start in starts:
        end = start + 1
        while end < len(lines) and lines[end].startswith("#"):
            end += 1
        yield lines[start:end]
    if not starts:
        yield lines[-LINES_SHOWN:]


def explain(entry):
    for lines in reasons(entry.get("stdout") or ""):
        print(f"--- {entry['name']}")
        print("\n".join(lines[:LINES_SHOWN]))
        if len(lines) > LINES_SHOWN:
            print(f"# and {len(lines) - LINES_SHOWN} lines more in testlog.txt")


def main(path):
    passed = failed = 0
    try:
        with open(path, encoding="utf-8") as log:
            entries = [json.loads(line) for line in log if line.strip()]
    except OSError as error:
        print(f"no test was run: {error}")
        entries, failed = [], 1
    for entry in entries:
        if count(entry)[1]:
            explain(entry)
    for entry in entries:
        good, bad, skipped = count(entry)
        passed, failed = passed + good, failed + bad
        if bad or skipped:
            print(f"{entry['name']}: {good} passed, {bad} failed, {skipped} skipped ({entry['result']})")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
