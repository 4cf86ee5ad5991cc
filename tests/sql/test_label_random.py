#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random samples, labelled at random, and items assessed at random, against a second computation: exact fractions as far as the formulas go, agreement
by its definition, the variance of kappa by the moments of its ratio (each cell's derivative), not by the formula of the SQL."""

import math
import os
import random
from fractions import Fraction

import psycopg2

WORLDS = int(os.environ.get("PANTAU_WORLDS", "25"))
SEED = int(os.environ.get("PANTAU_SEED", "20250507"))
WORDS = ["question", "complaint", "spam", "none"]
Z = 1.959964


def wilson(x, n):
    """The two roots of (p - x/n)^2 = z^2 p (1 - p) / n."""
    a, b, c = n + Z * Z, -(2 * x + Z * Z), x * x / n
    root = math.sqrt(max(0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def kappa(pairs):
    """Kappa, and its interval by the delta method over the multinomial cells, derivatives taken exactly."""
    n = len(pairs)
    if n == 0:
        return 0, None, None, None, None
    words = sorted({w for p in pairs for w in p})
    cell = {(a, b): Fraction(sum(p == (a, b) for p in pairs), n) for a in words for b in words}
    one = {a: sum(cell[a, b] for b in words) for a in words}
    two = {b: sum(cell[a, b] for a in words) for b in words}
    po, pe = sum(cell[a, a] for a in words), sum(one[a] * two[a] for a in words)
    if pe == 1:
        return n, float(po), None, None, None
    value = (po - pe) / (1 - pe)
    # d kappa / d p_ab = [d po (1 - pe) - (1 - po) d pe] / (1 - pe)^2 with d po = [a = b], d pe = two[a] + one[b]
    slope = {(a, b): ((a == b) * (1 - pe) - (1 - po) * (two[a] + one[b])) / (1 - pe) ** 2 for a in words for b in words}
    mean = sum(cell[c] * slope[c] for c in cell)
    error = math.sqrt(sum(cell[c] * slope[c] ** 2 for c in cell) - mean**2) / math.sqrt(n)
    return n, float(po), float(value), max(-1, float(value) - Z * error), min(1, float(value) + Z * error)


def recall(word, strata, gold):
    """Found of all there is, with the interval of the log odds."""
    if any(not gold[s] for s in strata):
        return None, None, None
    totals, variances, most = {}, {}, {}
    for stratum, frame in strata.items():
        n, x = len(gold[stratum]), gold[stratum].count(word)
        share = Fraction(x, n)
        totals[stratum] = frame * share
        variances[stratum] = frame**2 * share * (1 - share) / max(1, n - 1) * (1 - Fraction(n, frame))
        most[stratum] = x if n == frame else frame * wilson(x, n)[1]
    hit, miss = totals.get(word, Fraction(0)), sum(t for s, t in totals.items() if s != word)
    if hit + miss == 0:
        return None, None, None
    value = float(hit / (hit + miss))
    if miss == 0:
        return value, float(hit) / (float(hit) + sum(m for s, m in most.items() if s != word)), 1.0
    if hit == 0:
        return value, 0.0, most.get(word, 0) / (most.get(word, 0) + float(miss))
    error = math.sqrt(variances[word] / hit**2 + sum(v for s, v in variances.items() if s != word) / miss**2)
    odds = math.log(hit / miss)
    return value, *(1 / (1 + math.exp(-(odds + side * Z * error))) for side in (-1, 1))


def near(have, want):
    return all((a is None) == (b is None) and (a is None or abs(float(a) - float(b)) < 1e-9) for a, b in zip(have, want, strict=True))


def world(cursor, rng):
    """A task with its strata, items and verdicts; what is expected of its agreement and its words."""
    words = WORDS[: rng.randint(2, 4)]
    strata = {w: rng.choice([1, 2, 5, 40, 1000]) for w in words if rng.random() < 0.9} or {words[0]: 5}
    cursor.execute(
        "insert into core.label_task (government_id, criterion, criterion_version, first_on, last_on, seed, drawn_by, drawn_at, reason)"
        " values (1, 'intent', 1, '2025-05-01', '2025-05-31', 1, 'x', now(), 'x') returning task_id")
    (task,) = cursor.fetchone()
    pairs, gold, number = [], {s: [] for s in strata}, 0
    skill = rng.choice([0.3, 0.8, 1.0])
    for stratum, frame in strata.items():
        drawn = min(frame, rng.randint(1, 12))
        cursor.execute("insert into core.label_stratum values (1, %s, %s, %s, %s, '{a.1}')", (task, stratum, frame, drawn))
        for _ in range(drawn):
            number += 1
            cursor.execute("insert into core.label_item values (1, %s, %s, 1, %s, now(), %s)", (task, number, str(number), stratum))
            said = [stratum if rng.random() < skill else rng.choice(words) for _ in range(3)]
            said = said[: rng.choice([0, 1, 2, 2, 3, 3, 3, 3])]
            if len(said) == 3 and said[0] == said[1]:
                said.pop()
            for place, word in enumerate(said, 1):
                cursor.execute("insert into core.label_verdict values (1, %s, %s, %s, %s, %s, now(), 'x')",
                               (task, number, place, "abc"[place - 1], word))
            if len(said) >= 2:
                pairs.append((said[0], said[1]))
                if said[0] == said[1] or len(said) == 3:
                    gold[stratum].append(said[-1])
    return task, strata, pairs, gold


def check(cursor, task, strata, pairs, gold):
    cursor.execute("select n_pairs, agreement, kappa, kappa_low, kappa_high from metrics.label_agreement where task_id = %s", (task,))
    have, want = cursor.fetchone(), kappa(pairs)
    good = near(have, want)
    if not good:
        print("# kappa have", have, "want", want)
    cursor.execute(
        "select verdict, n_called, n_right, n_meant, precision_share, precision_low, precision_high, recall_share, recall_low,"
        " recall_high from metrics.rule_quality where task_id = %s order by verdict", (task,))
    rows = cursor.fetchall()
    if [r[0] for r in rows] != sorted(set(strata) | {w for g in gold.values() for w in g}):
        print("# words", rows)
        return False
    for word, *have in rows:
        own = gold.get(word, [])
        right = own.count(word)
        want = [len(own), right, sum(g.count(word) for g in gold.values())]
        want += [right / len(own), *wilson(right, len(own))] if own else [None] * 3
        want += recall(word, strata, gold)
        if not near(have, want):
            print("# ", word, "have", have, "want", want)
            good = False
    return good


def assessed(cursor, rng, world_no):
    """Items of a government of its own, judged by up to four people: who said what, and what the rules say."""
    cursor.execute("insert into core.government (government_id, code, name, kind, timezone, calendar)"
                   " values (%s, %s, 'x', 'city', 'Asia/Jakarta', 'id-asn')", (world_no, str(world_no)))
    words, skill = rng.sample(["yes", "no"], rng.choice([1, 2, 2, 2, 2])), rng.choice([0.4, 0.8, 1.0])
    people = rng.sample(range(1, 9), rng.randint(1, 4))
    for number in people:
        cursor.execute("insert into core.assessor values (%s, %s, %s)", (world_no, f"p{number}", number))
    said, rules = {}, {}
    for item in range(rng.randint(1, 14)):
        truth = rng.choice(words)
        cursor.execute("insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, role, reply_class,"
                       " first_observed_at, changed_observed_at) values (%s, 1, %s, '2025-05-01', 'x', 'reply', 'official', %s, now(), now())",
                       (world_no, str(item), "substantive" if truth == "yes" else rng.choice(["stock", None])))
        cursor.execute("select reply_class from core.message where government_id = %s and external_id = %s", (world_no, str(item)))
        rules[item] = {"substantive": "yes", "stock": "no", None: None}[cursor.fetchone()[0]]
        for number in people:
            if rng.random() < 0.75:
                said[number, item] = truth if rng.random() < skill else rng.choice(words)
                for verdict, revoked in [(rng.choice(words), True)] * rng.randint(0, 1) + [(said[number, item], False)]:
                    cursor.execute(
                        "insert into core.assessment (government_id, item_kind, account_id, item_id, criterion, criterion_version, score,"
                        " verdict, decided_by, decided_at, revoked_at) values (%s, 'message', 1, %s, 'answers', 1, %s, %s, %s, now(),"
                        " case when %s then now() end)", (world_no, str(item), int(verdict == "yes"), verdict, f"p{number}", revoked))
    return people, said, rules


def most(verdicts):
    """The word that more people said than any other; none where two were said as often."""
    counts = sorted(((verdicts.count(w), w) for w in set(verdicts)), reverse=True)
    return counts[0][1] if counts and (len(counts) == 1 or counts[0][0] > counts[1][0]) else None


def check_assessed(cursor, world_no, people, said, rules):
    items = sorted(rules)
    voice = {number: [said.get((number, item)) for item in items] for number in people}
    voice[0] = [most([said[n, item] for n in people if (n, item) in said]) for item in items]
    told = [rules[item] for item in items]
    want = {}
    for one in sorted(voice):
        others = {("rules", one, 0): told} | {("assessors", one, two): voice[two] for two in people if 0 < one < two}
        for key, other in others.items():
            pairs = [p for p in zip(voice[one], other, strict=True) if None not in p]
            if pairs:
                want[key] = (*kappa(pairs), sum(a != b for a, b in pairs))
    cursor.execute("select compared_with, assessor_no, other_assessor_no, n_pairs, agreement, kappa, kappa_low, kappa_high, n_differ"
                   " from metrics.assessment_agreement where government_id = %s", (world_no,))
    have = {row[:3]: row[3:] for row in cursor.fetchall()}
    scores = {i: [said[n, i] == "yes" for n in people if (n, i) in said] for i in items}
    means = {i: Fraction(sum(s), len(s)) for i, s in scores.items() if s}
    both = [i for i in means if rules[i]]
    want_unit = [len(means), sum(len(s) for s in scores.values()), len({n for n, _ in said}), sum(means.values()) / len(means), len(both),
                 *([Fraction(sum(rules[i] == "yes" for i in both), len(both)), sum(means[i] for i in both) / len(both)] if both else [None] * 2)
                 ] if means else None
    cursor.execute("select n_items, n_verdicts, n_assessors, score_mean, n_proxy, proxy_score_mean, people_score_mean"
                   " from metrics.assessment_unit where government_id = %s", (world_no,))
    have_unit = cursor.fetchone()
    good = have.keys() == want.keys() and all(near(have[k], want[k]) for k in want)
    good = good and (have_unit is None if want_unit is None else have_unit is not None and near(have_unit, want_unit))
    if not good:
        print("# assessed: have", have, have_unit, "want", want, want_unit)
    return good


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    cursor.execute("insert into core.government (government_id, code, name, kind, timezone, calendar)"
                   " values (1, '1', 'x', 'city', 'Asia/Jakarta', 'id-asn')")
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    good = True
    for _ in range(WORLDS):
        good &= check(cursor, *world(cursor, rng))
    print(f"{'' if good else 'not '}ok 1 - agreement, precision and recall of {WORLDS} samples")
    good = True
    for number in range(2, WORLDS + 2):
        good &= check_assessed(cursor, number, *assessed(cursor, rng, number))
    print(f"{'' if good else 'not '}ok 2 - agreement of {WORLDS} rounds of assessments, of people and with rules")
    print("1..2")


if __name__ == "__main__":
    main()
