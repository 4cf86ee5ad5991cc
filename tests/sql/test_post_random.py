#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Random days of two leaders, written record by record in several orders, against a loop that knows no SQL.

Leaders' posts that name units' accounts, the comments under them (threads of their own, or one named after
the post), the same posts and comments as the named accounts list them, posts that tag units in the picture alone
and stand in their lists with the same address, delegates with dates, texts that
turn out to be automatic, posts that are edited or taken down, tags that come with an edit, comments that
name units. Whatever the order of arrival, core.inquiry must hold what the loop says, and a rebuild must
change nothing.
"""

import datetime
import hashlib
import os
import random

import psycopg2

from agreement import agrees

WORLDS = int(os.environ.get("PANTAU_WORLDS", "20"))
START = datetime.datetime(2025, 5, 5, 1, 0, tzinfo=datetime.timezone.utc)
SEED = int(os.environ.get("PANTAU_SEED", "20250506"))

# Accounts: 1 roads, 2 and 5 water, 3 the mayor's (answered by unit 1), 6 a head's own (his unit's: 3), 7 a
# spokesperson's, which nobody owns.
UNIT_OF = {1: 1, 2: 2, 5: 2, 3: 1, 6: 3}
LEADERS = (3, 6)
UNITS_ACCOUNTS = (1, 2, 5)


def key(text):
    return hashlib.md5(text.encode()).digest()


def day_of(at):
    return (START + datetime.timedelta(seconds=at, hours=7)).date()


def moment(at):
    return None if at is None else START + datetime.timedelta(seconds=at)


# What happens.


def make_delegates(rng):
    """(account, unit, first day or None, last day or None), of one account and unit never the same day twice."""
    found, first = [], START.date()
    for account, unit in ((7, 1), (7, 2), (2, 1), (1, 3), (3, 2)):
        if rng.random() < 0.5:
            begin = rng.choice([None, first + datetime.timedelta(days=rng.randint(0, 3))])
            end = rng.choice([None, (begin or first) + datetime.timedelta(days=rng.randint(0, 2))])
            found.append((account, unit, begin, end))
    return found


class World:
    def __init__(self, rng):
        self.rng = rng
        self.delegates = make_delegates(rng)
        self.posts, self.messages, self.count = [], [], 0
        for _ in range(rng.randint(1, 4)):
            self.add_post()
        if rng.random() < 0.5:
            self.add_thread(rng.choice(UNITS_ACCOUNTS), "own", rng.randint(0, 90000), None)

    def name(self, kind):
        self.count += 1
        return f"{self.rng.randint(0, 9)}{kind}{self.count}"

    def step(self):
        return self.rng.choice([0, 0, 1, 5, 9, 10, 11, 40, 4000, 50000, 90000])

    def add_post(self):
        rng = self.rng
        post = {
            "id": self.name("p"),
            "account": rng.choice(LEADERS),
            "at": rng.randint(0, 100000),
            "needs": rng.random() < 0.7,
            "names": rng.choice([[], [1], [2], [1, 2], [2, 5], [1, 2, 5], [1, 6], [7]]),
            "removed": rng.random() < 0.15,
        }
        post["names"] = [account for account in post["names"] if account != post["account"]]
        post["elsewhere"] = post["id"] if rng.random() < 0.5 else "e" + post["id"]
        post["pictures"] = [a for a in UNITS_ACCOUNTS if a not in post["names"] and rng.random() < 0.2]
        self.posts.append(post)
        whole = rng.random() < 0.4  # a platform whose thread under a post is named after it
        for _ in range(rng.randint(0, 3)):
            self.add_thread(post["account"], post["id"] if whole else None, post["at"], post["id"])
        for account in post["names"]:
            if account in UNITS_ACCOUNTS and rng.random() < 0.5:
                self.list_post(post, account)
        for account in post["pictures"]:
            self.list_post(post, account)["address"] = f"{post['id']}t"

    def list_post(self, post, account):
        """The account that is tagged has the post among its mentions, and perhaps what was said there."""
        key_ = post["elsewhere"]
        listed = self.add_message(account, key_, post["at"], f"account {post['account']}", None, "mention", key_, post["needs"])
        self.add_thread(account, key_, post["at"], None)
        return listed

    def add_thread(self, account, thread, at, post):
        for _ in range(self.rng.randint(1, 4)):
            at += self.step()
            who = self.rng.choice(["ani", "budi", None, "account 1", "account 1", "account 2", "account 5",
                                   "account 3", "account 6", "account 7", "machine"])
            message = self.add_message(account, thread, at, who, post, "comment", None, self.rng.random() < 0.6)
            thread = message["thread"]
            if message["names"] and post and self.rng.random() < 0.4:
                self.list_comment(message)

    def list_comment(self, message):
        """The same comment as an account that it names lists it."""
        account = self.rng.choice(message["names"])
        if account in UNITS_ACCOUNTS:
            copy = dict(message, account=account, thread=message["id"], post=None, kind="mention", names=[])
            self.messages.append(copy)
            self.add_thread(account, message["id"], message["at"], None)

    def add_message(self, account, thread, at, who, post, kind, name, needs):
        rng, ident = self.rng, name or self.name("m")
        speaks = who is None or who in ("ani", "budi", "account 3", "account 6")
        message = {
            "account": account,
            "id": ident,
            "thread": thread or ident,
            "post": post,
            "at": at,
            "who": who,
            "kind": kind,
            "needs": needs,
            "hash": rng.choice(["bot", "bot", None]) if who in ("account 1", "account 2", "account 5", "account 7") else None,
            "gone": (at + rng.randint(1, 5000), rng.choice(["author", "unknown", "unit"])) if rng.random() < 0.1 else None,
            "names": [n for n in rng.choice([[], [], [1], [2], [2, 5], [1, 2]]) if n != account]
            if speaks and name is None else [],
            "by_edit": rng.random() < 0.3,
        }
        self.messages.append(message)
        return message

    # Who may speak for whom.

    def units(self, account, at):
        """The units it may answer for: its owner's first."""
        day, owned = day_of(at), UNIT_OF.get(account)
        others = sorted(
            unit for who, unit, begin, end in self.delegates
            if who == account and (begin is None or begin <= day) and (end is None or day <= end)
        )
        return ([owned] if owned else []) + others


# What follows from it.


def account_of(message):
    who = message["who"]
    return int(who[-1]) if who and who.startswith("account") else None


def is_official(world, message):
    account = account_of(message)
    return account is not None and account not in LEADERS and bool(world.units(account, message["at"]))


def in_order(messages, official):
    return sorted(messages, key=lambda m: (m["at"], official(m), m["id"].encode()))


def give_roles(world):
    """A text is automatic where it came within ten seconds in three threads."""
    threads, seen = {}, {}
    for message in world.messages:
        message["quick"] = False
        threads.setdefault((message["account"], message["thread"]), []).append(message)
    for name, thread in threads.items():
        last = None
        for message in in_order(thread, lambda m: is_official(world, m)):
            if not is_official(world, message):
                last = message["at"]
            elif message["hash"] and last is not None and message["at"] - last <= 10:
                message["quick"] = True
                seen.setdefault(message["hash"], set()).add(name)
    texts = {text for text, where in seen.items() if len(where) >= 3}
    for message in world.messages:
        if message["who"] == "machine" or (message["quick"] and message["hash"] in texts):
            message["role"] = "automatic"
        elif account_of(message) in LEADERS:
            message["role"] = "leader"
        elif is_official(world, message):
            message["role"] = "official"
        else:
            message["role"] = "unknown" if message["who"] is None else "citizen"
    return threads


def asks_at_post(world, message):
    """A leader's post as the account that it names lists it: it asks where it was published."""
    return message["role"] == "leader" and any(
        message["account"] in post["names"] and post["elsewhere"] == message["id"] for post in world.posts
    )


def post_threads(world, threads):
    """Each post that names accounts, with what was said under it: by id, the post's own account first."""
    found = {}
    for post in world.posts:
        if not post["names"]:
            continue
        inside = threads.get((post["account"], post["id"]), [])
        said = [m for m in world.messages if m["account"] == post["account"] and m["post"] == post["id"]]
        for account in post["names"]:
            for seen in world.messages:
                if seen["account"] == account and seen["id"] == post["elsewhere"]:
                    said += threads[(account, seen["thread"])]
        members = {m["id"]: m for m in inside}
        for message in said:
            if message["role"] == "official":
                members.setdefault(message["id"], message)
        opener = {
            "account": post["account"], "id": post["id"], "thread": post["id"], "post": post["id"], "at": post["at"],
            "role": "leader", "needs": post["needs"], "names": post["names"], "is_post": True, "who": None,
            "gone": (post["at"] + 7, "unknown") if post["removed"] else None,
        }
        found[(post["account"], post["id"])] = [opener] + list(members.values())
    return found


class Walk:
    """The stretches of one thread for one class: of each unit that is asked, once."""

    def __init__(self, world, place, wanted):
        self.world, self.account, self.wanted = world, place[0], wanted
        self.found, self.current, self.named, self.turns = [], {}, [], {}
        self.page_asked = False
        self.under = []  # what was said under the post itself, and whose waits that may end

    def look_under(self, message):
        """Of a post that tags the account in the picture: replies under it end the waits of who gave them."""
        asked = {UNIT_OF[account] for account in [self.account] + self.named if account in UNIT_OF}
        for post in self.world.posts:
            if message.get("address") and self.account in post["pictures"] and message["id"] == post["elsewhere"]:
                self.under += [
                    (said, asked) for said in self.world.messages
                    if said["account"] == post["account"] and said["post"] == post["id"] and said["role"] == "official"
                    and said["gone"] is None and said["at"] >= message["at"]
                ]
        self.under.sort(key=lambda pair: (pair[0]["at"], pair[0]["id"].encode()))

    def pass_under(self, upto):
        while self.under and (upto is None or self.under[0][0]["at"] < upto):
            said, asked = self.under.pop(0)
            for unit in asked & set(self.world.units(account_of(said), said["at"])):
                stretch = self.current.pop(unit, None)
                if stretch:
                    stretch["answer"] = said
                if unit == UNIT_OF.get(self.account, 0):
                    self.page_asked = False

    def ask(self, unit, message, as_page=False):
        if unit is None or unit in self.current:
            return
        self.turns[unit] = self.turns.get(unit, 0) + 1
        stretch = {"first": message, "turn": self.turns[unit], "parts": [], "answer": None, "unit": unit,
                   "class": self.wanted, "as_page": as_page}
        self.current[unit] = stretch
        self.found.append(stretch)

    def opens(self, message):
        if message.get("is_post"):
            return self.wanted == "leader"
        if message["role"] == "leader":
            return self.wanted == "leader" and not asks_at_post(self.world, message)
        return self.wanted == "citizen" and message["role"] in ("citizen", "unknown")

    def listed(self, account, message):
        """Where the named account saw it itself, the wait is derived there."""
        return not message.get("is_post") and any(
            m["account"] == account and m["id"] == message["id"] for m in self.world.messages
        )

    def take(self, message):
        self.pass_under(message["at"])
        if message["role"] == "official" and message["gone"] is None:
            self.under = []
            for stretch in self.current.values():
                stretch["answer"] = message
            self.current, self.page_asked = {}, False
            return
        if not self.opens(message):
            return
        if not message.get("is_post") and not self.page_asked:
            self.ask(UNIT_OF.get(self.account, 0), message, as_page=True)
            self.page_asked = True
        for account in self.named:
            self.ask(UNIT_OF.get(account), message)
        for account in message["names"]:
            if not self.listed(account, message) and UNIT_OF.get(account) is not None:
                self.ask(UNIT_OF[account], message)
                self.named.append(account)
        for stretch in self.current.values():
            if not (message.get("is_post") and stretch["as_page"]):
                stretch["parts"].append(message)
        self.look_under(message)


def line(world, place, stretch):
    parts, answer, unit = stretch["parts"], stretch["answer"], stretch["unit"]
    gone = [p["gone"] for p in parts]
    withdrawn = all(g is not None and g[1] == "author" for g in gone)
    last = max((g[0] for g in gone if g is not None), default=None)
    state, ended, by, helper = "waiting", None, None, None
    if withdrawn and (answer is None or last < answer["at"]):
        state, ended = "withdrawn", last
    elif answer is not None:
        speakers = world.units(account_of(answer), answer["at"])
        state, ended, by = "answered", answer["at"], answer["id"]
        if unit != 0 and unit not in speakers:
            state, helper = "helped", speakers[0]
    return (
        place[0], place[1], stretch["first"]["id"], unit, stretch["class"], stretch["first"]["role"], stretch["turn"],
        state, stretch["first"]["at"], min((p["at"] for p in parts if p["needs"]), default=None), ended, by, helper,
        len(parts), any(g is not None and g[1] != "author" for g in gone),
    )


def expected(world):
    threads, lines = give_roles(world), []
    places = {place: list(thread) for place, thread in threads.items()}
    places.update(post_threads(world, threads))
    for place, thread in places.items():
        thread = [m for m in in_order(thread, lambda m: m["role"] == "official") if m["role"] != "automatic"]
        for wanted in ("citizen", "leader"):
            walk = Walk(world, place, wanted)
            for message in thread:
                walk.take(message)
            walk.pass_under(None)
            lines += [line(world, place, stretch) for stretch in walk.found]
    return sorted(lines, key=repr)


# The same in the database.


def stored(cursor):
    cursor.execute(
        "select source_account_id, source_id, opening_id, unit_id, class, opened_by, turn, state, opened_at, needed_at,"
        " ended_at, answer_id, helped_by_unit_id, messages, removed from core.inquiry"
    )
    seconds = lambda at: None if at is None else int((at - START).total_seconds())
    return sorted((r[:8] + tuple(seconds(t) for t in r[8:11]) + r[11:] for r in cursor.fetchall()), key=repr)


def write_post(cursor, post):
    cursor.execute(
        "insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text,"
        " address_name, first_observed_at, changed_observed_at)"
        " values (1, %s, %s, core.natural_id('post', 1, %s, %s), %s, 'text', %s, %s, now(), now())",
        (post["account"], post["id"], post["account"], post["id"], moment(post["at"]), "Kapan?" if post["needs"] else "Terima kasih",
         f"{post['id']}t"),
    )
    cursor.execute("select core.derive_referring(1, %s, %s, 'post')", ([post["account"]], [post["id"]]))
    for account in post["names"]:
        cursor.execute("insert into core.message_mention values (1, %s, %s, %s, %s, now(), %s)",
                       (post["account"], post["elsewhere"], account, moment(post["at"]), post["id"]))
    return [(post["account"], post["id"])] if post["names"] else []


def write_removed(cursor, post):
    if post["removed"]:
        cursor.execute("select core.post_gone(1, %s, %s, %s)", (post["account"], post["id"], moment(post["at"] + 7)))
    return []


def write_message(cursor, m):
    words = "Kapan?" if m["needs"] else "Jalan"
    cursor.execute(
        "insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind,"
        " author_key, automatic, text, text_hash, address_name, first_observed_at, changed_observed_at, needs_answer, undecided,"
        " rule, intent, topic, topic_rule) select 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now(), now(), v.* from"
        " core.text_judge(%s) as v",
        (m["account"], m["id"], moment(m["at"]), m["post"], m["thread"], m["kind"], m["who"] and key(m["who"]),
         m["who"] == "machine", words, m["hash"] and key(m["hash"]), m.get("address"), words),
    )
    if not m["by_edit"]:
        write_names(cursor, m)
    return [(m["account"], m["thread"])]


def write_names(cursor, m):
    for account in m["names"]:
        cursor.execute("insert into core.message_mention values (1, %s, %s, %s, %s, now()) on conflict do nothing",
                       (m["account"], m["id"], account, moment(m["at"])))
    return [(m["account"], m["thread"])]


def write_gone(cursor, m):
    if m["gone"]:
        cursor.execute(
            "update core.message set gone_from = %s, gone_by = %s, removed_by = %s where account_id = %s and external_id = %s",
            (moment(m["gone"][0]), moment(m["gone"][0] + 60), m["gone"][1], m["account"], m["id"]))
    return [(m["account"], m["thread"])]


def steps(rng, world):
    """What is written, in an order in which a thing's end comes after it."""
    chains = [[(write_post, post), (write_removed, post)] for post in world.posts]
    for message in world.messages:
        chain = [(write_message, message)]
        chain += [(write_names, message)] if message["by_edit"] and message["names"] else []
        chain += [(write_gone, message)] if message["gone"] else []
        chains.append(chain)
    while chains:
        chain = rng.choice(chains)
        yield chain.pop(0)
        chains = [left for left in chains if left]


def write(cursor, rng, world):
    touched = []
    for does, what in steps(rng, world):
        touched += does(cursor, what)
        if touched and rng.random() < 0.5:
            derive(cursor, touched)
            touched = []
    derive(cursor, touched)


def derive(cursor, touched):
    if touched:
        cursor.execute("select core.derive_message(1, %s, %s)", ([a for a, _ in touched], [k for _, k in touched]))


def setup(cursor):
    cursor.execute(
        "insert into core.government (government_id, code, name, kind, timezone, calendar)"
        " values (1, '1', 'x', 'city', 'Asia/Jakarta', 'id-asn')"
    )
    for number in (1, 2, 3):
        cursor.execute(
            "insert into core.unit (government_id, unit_id, code, name, kind) values (1, %s, %s, 'x', 'dinas')",
            (number, str(number)),
        )
    for number in (1, 2, 3, 5, 6, 7):
        cursor.execute(
            "insert into core.account (government_id, account_id, channel, external_id, access, leader_position, author_key)"
            " values (1, %s, 'facebook', %s, %s, %s, %s)",
            (number, str(number), "delegate" if number == 7 else "owned", "kepala" if number in LEADERS else None,
             key(f"account {number}")),
        )
    for account, unit in UNIT_OF.items():
        cursor.execute("insert into core.account_owner values (1, %s, '-infinity', null, %s)", (account, unit))


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    setup(cursor)
    connection.commit()
    rng = random.Random(SEED)
    print(f"# seed {SEED}")
    for number in range(1, WORLDS + 1):
        world = World(rng)
        want, good = expected(world), True
        for _ in range(3):
            for account, unit, begin, end in world.delegates:
                cursor.execute("insert into core.account_delegate values (1, %s, %s, coalesce(%s, '-infinity'::date), %s)",
                               (account, unit, begin, end))
            write(cursor, rng, world)
            good &= agrees(cursor, stored(cursor), want)
            connection.rollback()
        print(f"{'' if good else 'not '}ok {number} - world {number}: {len(world.posts)} posts,"
              f" {len(world.messages)} messages, {len(want)} inquiries")
    print(f"1..{WORLDS}")


if __name__ == "__main__":
    main()
