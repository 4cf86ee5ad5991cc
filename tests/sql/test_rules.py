#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What the rules say of labelled texts: needs_answer, intent and topic of messages, reply_class of replies, purpose and
topic of posts.

The samples (sample/*.csv) were written for this and labelled by hand before the rules were. Rules were then written with the
errors in the lines of odd number in view; those of even number were held out, and are judged apart. Who wrote the rules
had written the texts, so this serves regression only: what is published comes from stored messages that two people label.
Floors (sample/floors.csv) are what was reached; of a class with fewer than eight texts in a half there is none.
PANTAU_FLOORS=1 prints the lines of that file as they would be now.
"""

import collections
import csv
import math
import os

import psycopg2

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sample")
ASK = {
    "messages": "select v.needs::text, v.intent, v.topic from unnest(%s) with ordinality as t (x, n),"
                " core.text_judge(x) as v order by n",
    "replies": "select v.verdict from unnest(%s) with ordinality as t (x, n), core.reply_class_of(x) as v order by n",
    "posts": "select v.verdict, j.topic from unnest(%s) with ordinality as t (x, n), core.purpose_of(x) as v,"
             " core.text_judge(x) as j order by n",
}
COLUMNS = {"messages": ["needs_answer", "intent", "topic"], "replies": ["reply_class"], "posts": ["purpose", "topic"]}
LEAST = 8  # texts of a class in a half; fewer say nothing
HALVES = ("written", "held_out")

tests = 0


def ok(good, text, detail=()):
    global tests
    tests += 1
    print(f"{'ok' if good else 'not ok'} {tests} - {text}")
    for line in () if good else detail:
        print(f"# {line}")


def down(share):
    return math.floor(share * 100) / 100


def shares(pairs, name):
    """Precision and recall of one class, and how many texts it has."""
    hit = sum(1 for want, got in pairs if want == got == name)
    wanted = sum(1 for want, _ in pairs if want == name)
    told = sum(1 for _, got in pairs if got == name)
    return hit / told if told else 0.0, hit / wanted if wanted else 0.0, wanted


def judge(cursor, floors, name):
    with open(os.path.join(HERE, name + ".csv"), encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    cursor.execute(ASK[name], ([row["text"] for row in rows],))
    found = cursor.fetchall()
    ok(len(found) == len(rows) == len({row["text"] for row in rows}), f"{name}: each text has one verdict, and stands once")
    for place, column in enumerate(COLUMNS[name]):
        for half in (0, 1):
            part = [(row, (got[place] or "")) for n, (row, got) in enumerate(zip(rows, found)) if n % 2 == half]
            words = {"true": "t", "false": "f"}
            hold(floors, name, column, half, [(row[column], words.get(got, got), row["text"]) for row, got in part])
    return len(rows)


def hold(floors, name, column, half, told):
    pairs = [(want, got) for want, got, _ in told]
    wrong = collections.Counter(pair for pair in pairs if pair[0] != pair[1])
    detail = [f"{want or '-'} taken for {got or '-'}: {n}" for (want, got), n in sorted(wrong.items())]
    detail += [f"{want or '-'} -> {got or '-'}: {text}" for want, got, text in told if want != got]
    for label in sorted({want for want, _ in pairs}):
        precision, recall, n = shares(pairs, label)
        if n < LEAST:
            continue
        floor = floors.pop((name, column, label, HALVES[half]), (1, 1))
        ok(precision >= floor[0] and recall >= floor[1],
           f"{name}, {column} {label or '-'}, {HALVES[half]}: precision {precision:.2f} of {floor[0]:.2f},"
           f" recall {recall:.2f} of {floor[1]:.2f}, n {n}", detail)
        if os.environ.get("PANTAU_FLOORS"):
            print(f"# {name},{column},{label},{HALVES[half]},{down(precision):.2f},{down(recall):.2f}")


def main():
    with open(os.path.join(HERE, "floors.csv"), encoding="utf-8", newline="") as lines:
        floors = {
            (row["file"], row["column"], row["class"], row["half"]): (float(row["precision"]), float(row["recall"]))
            for row in csv.DictReader(lines)
        }
    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        read = sum(judge(cursor, floors, name) for name in ASK)
    ok(read >= 600, f"{read} texts")
    ok(not floors, "each floor is of a class that is judged", map(str, floors))
    print(f"1..{tests}")


main()
