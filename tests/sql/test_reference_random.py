#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random days on which messages point to posts, comments and mentions, written record by record in several orders,
against a loop that knows no SQL.

Posts come late, or get their alias or address late, or another address; mentions and comments get their address
late; who points comes before or after all that, goes on and is answered in his own thread, too. Whatever the order of
arrival, core.inquiry must hold what the loop says (METRICS 1; D27 to D29 of sql/README.md), and a rebuild, which sees all at once,
must change nothing. Posts are stored by the daemon's own statement. 39_reference.sql has the single cases, by hand.
"""

import os
import random
import sys

import psycopg2

import test_post_random as base
from agreement import agrees

WORLDS = int(os.environ.get("PANTAU_WORLDS", "40"))
SEED = int(os.environ.get("PANTAU_SEED", "20250507"))


class World:
    units = base.World.units
    delegates, posts = [], []  # of leaders' posts, which test_post_random.py has: none

    def __init__(self, rng):
        self.rng = rng
        self.looks, self.messages, self.names, self.count = [], [], [], 0
        for _ in range(rng.randint(1, 3)):
            self.add_post()
        for _ in range(rng.randint(0, 2)):
            self.add_mention()
        for _ in range(rng.randint(1, 4)):
            self.add_pointing()

    def name(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def add_post(self):
        """Looks at it, each with the names that it shows, and threads under it."""
        rng, post, account = self.rng, self.name("p"), self.rng.choice([1, 2])
        tails = [None, self.name("t"), self.name("t")]
        alias = rng.choice([None, self.name("a")])
        for _ in range(rng.randint(0, 4)):
            self.looks.append({"account": account, "id": post, "seen_at": len(self.looks), "tail": rng.choice(tails),
                               "alias": rng.choice([None, alias])})
        self.names += [name for name in [post, alias] + tails if name]
        for _ in range(rng.randint(1, 2)):
            self.add_thread(account, "comment", post)

    def add_thread(self, account, kind, post):
        at, thread = self.rng.randint(0, 60000), None
        for _ in range(self.rng.randint(1, 4)):
            who = "ani" if thread is None else self.rng.choice(["ani", "account 1", "account 2", "account 5"])
            said = self.add_message(account, thread, at, who, post, kind if thread is None else "reply")
            thread = said["thread"]
            self.names.append(said["id"])
            if self.rng.random() < 0.3:  # replies, too, have addresses with names of their own
                said["tail"] = self.name("t")
                self.names.append(said["tail"])
            at += self.rng.choice([0, 5, 4000, 30000])
        return thread

    def add_mention(self):
        first = len(self.messages)
        self.add_thread(self.rng.choice([2, 5]), "mention", None)
        if self.messages[first]["tail"] is None:
            self.messages[first]["tail"] = self.name("t")
            self.names.append(self.messages[first]["tail"])

    def add_pointing(self):
        account = self.rng.choice([3, 6, 1])
        asks = self.add_message(account, None, self.rng.randint(0, 60000),
                                "ani" if account == 1 else f"account {account}", None, "comment")
        asks["names"] = self.rng.choice([[2], [2, 5], [7]])
        asks["points"] = self.some_names()
        for _ in range(self.rng.choice([0, 0, 1, 2, 3])):
            who = self.rng.choice(["ani", f"account {account}", "account 1", "account 2", "account 5"])
            at = asks["at"] + self.rng.choice([0, 5, 4000, 30000, 60000])
            said = self.add_message(account, asks["thread"], at, who, None, "reply")
            if self.rng.random() < 0.5:
                said["points"] = self.some_names()

    def some_names(self):
        return self.rng.sample(self.names, min(len(self.names), self.rng.randint(1, 2)))

    def add_message(self, account, thread, at, who, post, kind):
        ident = self.name("m")
        gone = (at + 100, self.rng.choice(["author", "unit"])) if self.rng.random() < 0.1 else None
        self.messages.append({"account": account, "id": ident, "thread": thread or ident, "post": post, "at": at, "who": who,
                              "kind": kind, "needs": True, "hash": None, "gone": gone, "names": [], "by_edit": False,
                              "points": [], "tail": None})
        return self.messages[-1]


# What the daemon does: a page's statement, and later the derivation of what it returned.


def write_look(cursor, look):
    cursor.execute(
        "execute post_write(1, %s, %s, %s, %s, '{2025-05-05}', '{null}', '{text}', %s, %s, '{null}', '{null}', '{f}',"
        " '{null}', %s)",
        # Other words each time: a look that changes nothing leaves no trace (test_post_order.py).
        (look["account"], base.moment(look["seen_at"]), [look["id"]], [look["alias"]], [str(look["seen_at"])],
         [look["tail"] and f"https://www.facebook.com/x/posts/{look['tail']}?x=1"], [look["tail"]]),
    )
    return [("post", look["account"], name) for (name,) in cursor.fetchall() if name is not None]


def write_message(cursor, m):
    return [("thread", *key) for key in base.write_message(cursor, m)]


def write_points(cursor, m):
    for name in m["points"]:
        cursor.execute("insert into core.message_reference values (1, %s, %s, false, 'facebook', %s, now())",
                       (m["account"], m["id"], name))
    return [("thread", m["account"], m["thread"])]


def write_tail(cursor, m):
    cursor.execute("update core.message set address_name = %s where account_id = %s and external_id = %s",
                   (m["tail"], m["account"], m["id"]))
    return [("thread", m["account"], m["thread"])]


def write_gone(cursor, m):
    return [("thread", *key) for key in base.write_gone(cursor, m)]


def steps(rng, world):
    chains = [[(write_look, look)] for look in world.looks]
    for m in world.messages:
        then = [(does, m) for does, what in ((write_points, "points"), (write_tail, "tail"), (write_gone, "gone")) if m[what]]
        chains.append([(write_message, m)] + then)
    while chains:
        chain = rng.choice(chains)
        yield chain.pop(0)
        chains = [left for left in chains if left]


def write(cursor, rng, world):
    touched = []
    for does, what in steps(rng, world):
        touched += does(cursor, what)
        if rng.random() < 0.6:
            derive(cursor, touched)
            touched = []
    derive(cursor, touched)


def derive(cursor, touched):
    for kind, statement in (("thread", "derive_message"), ("post", "derive_post")):
        keys = [(account, key) for what, account, key in touched if what == kind]
        if keys:
            cursor.execute(f"execute {statement}(1, %s, %s)", ([a for a, _ in keys], [k for _, k in keys]))


# What follows from it.


def last_told(looks, part):
    """What the newest of the looks that tell it says, in whatever order they were written."""
    told = [look[part] for look in sorted(looks, key=lambda look: look["seen_at"]) if look[part]]
    return told[-1] if told else None


def said_at(world, name):
    """What stands where a name leads: of a post all that is under it, of a message its thread."""
    posts, threads = set(), set()
    for post in {(look["account"], look["id"]) for look in world.looks}:
        looks = [look for look in world.looks if (look["account"], look["id"]) == post]
        # Its id, each other id that it was told to have, and what its address ends in now.
        if name in {post[1], last_told(looks, "tail")} | {look["alias"] for look in looks}:
            posts.add(post)
    for m in world.messages:
        if name in (m["id"], m["tail"]):
            threads.add((m["account"], m["thread"]))
    return [m for m in world.messages if (m["account"], m["post"]) in posts or (m["account"], m["thread"]) in threads]


class Walk(base.Walk):
    """A message that points to a case is answered there, too: by who is asked, at or after it, before anybody answers
    in the thread itself."""

    def look_under(self, message):
        asked = {base.UNIT_OF[account] for account in [self.account] + self.named if account in base.UNIT_OF}
        there = {m["id"]: m for name in message["points"] for m in said_at(self.world, name)}
        self.under += [(m, asked) for m in there.values()
                       if m["role"] == "official" and m["gone"] is None and m["at"] >= message["at"]]
        self.under.sort(key=lambda pair: (pair[0]["at"], pair[0]["id"].encode()))


def expected(world):
    threads, lines = base.give_roles(world), []
    for place, thread in threads.items():
        for wanted in ("citizen", "leader"):
            walk = Walk(world, place, wanted)
            for message in base.in_order(thread, lambda m: m["role"] == "official"):
                walk.take(message)
            walk.pass_under(None)
            for stretch in walk.found:
                answer, line = stretch["answer"], base.line(world, place, stretch)
                there = answer is not None and (answer["account"], answer["thread"]) != place and "answered" in line
                lines.append(line + ((answer["account"], answer["thread"]) if there else (None, None)))
    return sorted(lines, key=repr)


# The same in the database.


def stored(cursor):
    cursor.execute("select answer_account_id, answer_source_id, source_account_id, source_id, opening_id, unit_id, class from core.inquiry")
    there = {row[2:]: row[:2] for row in cursor.fetchall()}
    return sorted((line + there[line[:5]] for line in base.stored(cursor)), key=repr)


def main():
    if not os.environ.get("PANTAU_STATEMENTS"):
        sys.exit("needs the statements: run.py --program test_statement")
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    with open(os.environ["PANTAU_STATEMENTS"], encoding="utf-8") as file:
        cursor.execute(file.read())
    base.setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    ended_there = 0
    for number in range(1, WORLDS + 1):
        world = World(rng)
        want, good = expected(world), True
        for _ in range(3):
            write(cursor, rng, world)
            good &= agrees(cursor, stored(cursor), want)
            connection.rollback()
        ended_there += sum(line[-1] is not None for line in want)
        print(f"{'' if good else 'not '}ok {number} - world {number}: {len(world.looks)} looks at posts,"
              f" {len(world.messages)} messages, {len(want)} inquiries")
    print(f"{'' if ended_there >= WORLDS / 4 else 'not '}ok {WORLDS + 1} - {ended_there} of them end where they point to")
    print(f"1..{WORLDS + 1}")


if __name__ == "__main__":
    main()
