#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The short way of derivation against the general one.

Random threads, mostly of one message, over years, calendars, owners and rules, at two accounts that have
threads of the same names; messages come, move, go and come back, accounts learn that a key was theirs. After
each step the threads touched are derived, all accounts in one call. Then

- core.inquiry holds, column for column, what core.message_inquiry() says, which knows no short way;
- core.derive_single() leaves exactly the threads that are not one standing message of an outsider, by a
  loop in Python;
- no id stands among the retired and among the living, and every day of a living inquiry was marked.
"""

import datetime
import hashlib
import os
import random

import psycopg2

WORLDS = 12
STEPS = 14
SEED = int(os.environ.get("PANTAU_SEED", "20260117"))
HOLDERS = (1, 3)  # accounts at which messages stand
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
# Around midnights and year's ends, inside and beyond what calendars hold (to the end of 2027).
STARTS = ["2023-12-31T15:00Z", "2024-06-30T16:00Z", "2025-03-28T14:00Z", "2026-10-05T01:00Z", "2028-01-03T02:00Z"]


def key(text):
    return hashlib.md5(text.encode()).digest()


def setup(cursor, rng):
    cursor.execute(
        "insert into core.government (government_id, code, name, kind, timezone, calendar)"
        " values (1, '1', 'x', 'city', %s, 'id-asn')", (rng.choice(ZONES),))
    cursor.execute(
        "insert into core.unit (government_id, unit_id, code, name, kind)"
        " select 1, n, n::text, 'x', 'dinas' from generate_series(1, 3) as n")
    cursor.execute(
        "insert into core.unit_calendar (government_id, unit_id, valid_from, calendar)"
        " values (1, 1, '2025-03-29', 'id-service'), (1, 2, '-infinity', 'id-asn-6'), (1, 2, '2026-01-01', 'always')")
    cursor.execute(
        "insert into core.account (government_id, account_id, channel, external_id, access, author_key)"
        " select 1, n, (array['facebook', 'facebook', 'lapor'])[n], n::text, 'owned', decode(md5('account ' || n), 'hex')"
        " from generate_series(1, 3) as n")
    cursor.execute(
        "insert into core.account_owner (government_id, account_id, valid_from, valid_to, unit_id)"
        " values (1, 1, '2024-01-01', '2025-03-28', 1), (1, 1, '2025-03-29', '2026-12-31', 2), (1, 2, '-infinity', null, 3),"
        " (1, 3, '2024-07-01', null, 3)")
    cursor.execute(
        "insert into core.deadline_rule (government_id, channel, from_event, to_event, limit_days, counted_in, valid_from,"
        " valid_to, source) values (null, null, 'opened', 'answered', 3, 'working_days', '2025-01-01', null, 'x'),"
        " (1, null, 'opened', 'answered', 2, 'days', '2026-10-01', '2026-10-06', 'x'),"
        " (null, 'facebook', 'opened', 'answered', 4, 'days', '2026-10-03', null, 'x'),"
        " (1, 'lapor', 'opened', 'answered', 9, 'days', '2020-01-01', null, 'x')")


def arrays(threads):
    return [list(column) for column in zip(*sorted(threads))] or [[], []]


class World:
    def __init__(self, cursor, rng):
        self.cursor, self.rng = cursor, rng
        self.messages, self.evidence = {}, set()
        self.ours = {key(f"account {n}") for n in HOLDERS + (2,)}

    def derive(self, threads):
        self.cursor.execute("select core.derive_message(1, %s::int[], %s)", arrays(threads))

    def arrive(self):
        """A page: new messages, some in threads that exist."""
        rng, touched = self.rng, set()
        for _ in range(rng.randint(1, 8)):
            number = len(self.messages)
            name = f"{rng.randint(0, 9)}m{number}"
            known = [m["thread"] for m in self.messages.values()]
            thread = rng.choice(known) if known and rng.random() < 0.25 else (rng.choice(HOLDERS), f"t{number}")
            if known and rng.random() < 0.1:
                thread = (rng.choice(HOLDERS), rng.choice(known)[1])
            start = datetime.datetime.fromisoformat(rng.choice(STARTS).replace("Z", "+00:00"))
            who = rng.choice(["ani", "budi", "citra", "dewi", None, "account 1", "account 2"])
            message = {
                "home": thread,
                "thread": thread,
                "at": start + datetime.timedelta(seconds=rng.choice([0, 1, 3600, 3 * 3600, rng.randint(0, 4 * 86400)])),
                "author": who and key(who),
                "automatic": rng.random() < 0.05,
                "gone": False,
                "named": rng.random() < 0.08,
            }
            self.messages[name] = message
            self.store(name, message)
            touched.add(thread)
        return touched

    def store(self, name, message):
        rng = self.rng
        words = rng.choice(["Kapan?", "Jalan", "Amin", None])
        self.cursor.execute(
            "insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key,"
            " kind, author_key, role, automatic, permalink, text, text_hash, language, hidden, first_observed_at,"
            " changed_observed_at, needs_answer, undecided, rule, intent, topic, topic_rule)"
            " select 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now(), now(), v.* from"
            " core.text_judge(%s) as v",
            (message["thread"][0], name, message["at"], rng.choice(["p1", "p2", None]), message["thread"][1],
             rng.choice(["comment", "reply", "mention", "direct_message"]), message["author"],
             "unknown" if message["author"] is None else "citizen", message["automatic"],
             rng.choice([None, "https://x/" + name]), words, key("bot"), rng.choice([None, "id"]),
             rng.choice([None, True, False]), words))
        if message["named"]:
            self.cursor.execute("insert into core.message_mention values (1, %s, %s, 2, %s, now())",
                                (message["thread"][0], name, message["at"]))

    def change(self):
        """One message moves to another thread, is hidden, goes or comes back."""
        name = self.rng.choice(sorted(self.messages))
        if any(m["thread"] != m["home"] for m in self.messages.values()):
            name = next(n for n, m in sorted(self.messages.items()) if m["thread"] != m["home"])
        message, touched = self.messages[name], {self.messages[name]["thread"]}
        what = self.rng.choice(["move", "move", "hide", "go", "go", "back"])
        if what == "move":
            here = message["home"][0]
            away = self.rng.choice(
                [m["thread"] for m in self.messages.values() if m["thread"][0] == here] + [(here, f"s{name}")])
            message["thread"] = away if message["thread"] == message["home"] else message["home"]
            self.cursor.execute("update core.message set thread_key = %s where external_id = %s", (message["thread"][1], name))
        elif what == "hide":
            self.cursor.execute("update core.message set hidden = true where external_id = %s", (name,))
        else:
            message["gone"] = what == "go"
            self.cursor.execute(
                "update core.message set gone_from = %s, gone_by = %s, removed_by = %s where external_id = %s",
                (message["at"], message["at"], self.rng.choice(["author", "unknown"]), name) if message["gone"]
                else (None, None, None, name))
        return touched | {message["thread"]}

    def learn(self):
        """An account turns out to have had a citizen's key, as a changed configuration says it."""
        former = key(self.rng.choice(["ani", "dewi"]))
        self.ours.add(former)
        self.cursor.execute(
            "update core.account set former_author_keys = former_author_keys || array[%s] where account_id = 2"
            " and %s <> all (former_author_keys)", (former, former))
        return {m["thread"] for m in self.messages.values() if m["author"] == former}

    def left(self):
        """Threads that need the general way."""
        self.cursor.execute("select distinct account_id, thread_key from core.automatic_evidence")
        taught = set(self.cursor.fetchall())
        threads = {}
        for message in self.messages.values():
            threads.setdefault(message["thread"], []).append(message)
        return {
            name for name, held in threads.items()
            if len(held) > 1 or held[0]["gone"] or held[0]["automatic"] or held[0]["named"]
            or held[0]["author"] in self.ours or name in taught
        }


def faults(cursor, world):
    threads = sorted({m["thread"] for m in world.messages.values()})
    cursor.execute("create temporary table said on commit drop as select * from core.message_inquiry(1, %s::int[], %s::text[])",
                   arrays(threads))
    cursor.execute("(table said except table core.inquiry) union all (table core.inquiry except table said)")
    for row in cursor.fetchall():
        yield f"not the same: {row}"
    cursor.execute("select rest_account_ids, rest from core.derive_single(1, %s, %s)", arrays(threads + [(3, "no such")]))
    rest, want = set(zip(*cursor.fetchone())), world.left() | {(3, "no such")}
    if rest != want:
        yield f"left {sorted(rest - want)}, taken {sorted(want - rest)}"
    cursor.execute("select inquiry_id from core.inquiry join ops.inquiry_retired using (inquiry_id)")
    for row in cursor.fetchall():
        yield f"living and retired: {row[0]}"
    cursor.execute(
        "select i.opening_id, day from core.inquiry as i cross join lateral (values (i.opened_on), (i.needed_on)) as d (day)"
        " where day is not null and not exists (select from core.dirty as m"
        " where (m.unit_id, m.channel, m.day) = (i.unit_id, i.channel, d.day))")
    for row in cursor.fetchall():
        yield f"not marked: {row}"
    cursor.execute("select core.rebuild_inquiries(1)")
    if cursor.fetchone()[0] != 0:
        yield "a rebuild changed something"


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    short = 0
    for number in range(1, WORLDS + 1):
        setup(cursor, rng)
        world = World(cursor, rng)
        for _ in range(STEPS):
            step = rng.choice([world.arrive] * 3 + [world.change] * 3 + [world.learn]) if world.messages else world.arrive
            world.derive(step())
        found = list(faults(cursor, world))
        held = {m["thread"] for m in world.messages.values()}
        short += len(held - world.left())
        connection.rollback()
        print("\n".join("# " + fault for fault in found))
        print(f"{'not ' if found else ''}ok {number} - world {number}: {len(world.messages)} messages, {len(held)} threads")
    print(f"{'ok' if short >= 5 * WORLDS else 'not ok'} {WORLDS + 1} - {short} threads went the short way")
    print(f"1..{WORLDS + 1}")


if __name__ == "__main__":
    main()
