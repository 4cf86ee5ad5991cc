# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The database against the truth of the simulated city: every item, every inquiry. Each function gives
a list of differences in words; [] is good. Nothing here reads what the daemon logged or counted."""

import calendar
import collections
import datetime
import hashlib
import pathlib
import sys

import waits
from shapes import SHAPES
from working import Working

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql" / "reference"))
import km  # noqa: E402


def epoch(moment):
    return None if moment is None else calendar.timegm(moment.utctimetuple())


def epochs(row, *columns):
    """The row with these times as epoch seconds."""
    return {**row, **{column: epoch(row[column]) for column in columns}}


def differences(name, wanted, found):
    """Two dicts of dicts by key."""
    said = [f"{name} {key} is missing" for key in wanted.keys() - found.keys()]
    said += [f"{name} {key} should not be there" for key in found.keys() - wanted.keys()]
    for key in wanted.keys() & found.keys():
        for column, value in wanted[key].items():
            if found[key].get(column) != value:
                said.append(f"{name} {key}: {column} is {found[key].get(column)!r}, not {value!r}")
    return sorted(said)


def stands(item):
    """Was to be seen, and is still."""
    return item["seen"] is not None and item["seen"][0] is not None and item["seen"][1] is None


def posts(truth, database):
    """What stands, with the counters of the last sample."""
    wanted = {
        (post["account"], post["external_id"]): SHAPES[post["channel"]].post(post)
        for post in truth["posts"]
        if stands(post) and SHAPES[post["channel"]].was_listed(post, truth["revealed_until"])
    }
    rows = database.dicts(
        """
        select a.external_id as account, p.*, s.likes, s.shares, s.comments, s.views
        from core.post as p
        join core.account as a using (government_id, account_id)
        left join lateral (
            select * from core.post_sample as s
            where (s.government_id, s.post_id) = (p.government_id, p.post_id)
            order by s.observed_at desc limit 1
        ) as s on true
        where p.removed_at is null
        """
    )
    # What lists showed for a while only may have been met, or not.
    over = {
        (p["account"], p["external_id"]) for p in truth["posts"] if stands(p) and p["listed_until"]
    } - wanted.keys()
    found = {(r["account"], r["external_id"]): epochs(r, "published_at") for r in rows}
    return differences("post", wanted, {key: found[key] for key in found.keys() - over})


def removed_posts(truth, database):
    """A post that is called removed is gone, and was before that was said; its text goes with it where terms demand that,
    and nowhere else."""
    gone = {p["external_id"]: p for p in truth["posts"] if p["seen"] and not stands(p)}
    rows = database.rows("select external_id, removed_at, text from core.post where removed_at is not null")
    said = [
        f"post {name} is called removed at {at}, and went at {gone[name]['seen'][1] if name in gone else None}"
        for name, at, _ in rows if name not in gone or at.timestamp() < gone[name]["seen"][1]
    ]
    for name, _, text in rows:
        shape = SHAPES[gone[name]["channel"]] if name in gone else None
        if shape and shape.post(gone[name])["text"] and (text is None) != shape.erases_text:
            said.append(f"post {name} is gone: text is {text!r}")
    return said


def accounts(truth, database):
    """Names, handles, and followers that were so once, in their order, with the fans of that moment."""
    said, stored = [], collections.defaultdict(list)
    for row in database.dicts(
        """
        select a.external_id, s.* from core.account_sample as s
        join core.account as a using (government_id, account_id) order by s.observed_at
        """
    ):
        stored[row["external_id"]].append(row)
    for account in truth["accounts"]:
        shape = SHAPES[account["channel"]]
        if not shape.samples:
            if stored[account["external_id"]]:
                said.append(f"account {account['external_id']}: has samples")
            continue
        values = [n for _, n in account["followers"]] if shape.followers else [None]
        samples = stored[account["external_id"]]
        kept = [row["followers"] for row in samples]
        if not kept or any(n not in values for n in kept) or kept != sorted(kept, key=values.index):
            said.append(f"account {account['external_id']}: followers {kept}, not of {values}")
        fans = [row["fans"] for row in samples]
        if fans != [n - n // 20 if shape.fans else None for n in kept]:
            said.append(f"account {account['external_id']}: fans {fans} beside followers {kept}")
        # Earlier ones may be what a platform made of the name that day.
        for row in samples[-1:]:
            if (row["name"], row["handle"]) != (account["name"], account["handle"]):
                said.append(f"account {account['external_id']}: is called {row['name']}, {row['handle']}")
    return said


def pseudonym(key, channel, author):
    """The keyed hash that stands for a person, made by other code."""
    if author is None:
        return None
    made = hashlib.blake2b(channel.encode() + b"\0" + author.encode(), digest_size=16, key=bytes.fromhex(key))
    return made.hexdigest()


def message_rows(database):
    return database.dicts(
        """
        select a.external_id as account, m.*, encode(m.author_key, 'hex') as author
        from core.message as m
        join core.account as a using (government_id, account_id)
        """
    )


def message_of(message, key):
    shape = SHAPES[message["channel"]]
    return {**shape.message(message), "author": pseudonym(key, message["channel"], shape.author(message))}


def below_mentions(truth):
    """What an account says below a leader's post that tags it is listed there too, by some platforms."""
    mentions = {(m["account"], m["post"]): m["external_id"] for m in truth["messages"] if waits.is_leaders_post(m)}
    for m in truth["messages"]:
        mention = mentions.get((m["author"], m["post"]))
        if mention and SHAPES[m["channel"]].answers_below_mentions:
            name = SHAPES[m["channel"]].name_below_mention(m, mention)
            yield {**m, "external_id": name, "account": m["author"], "thread": mention, "parent": mention,
                   "kind": "reply", "post": None}


def messages(truth, database, gone_too=False):
    """Everything that stands is there exactly; with gone_too what vanished may be there as a tombstone."""
    wanted = {
        (m["account"], m["external_id"]): message_of(m, truth["pseudonym_key"])
        for m in [*truth["messages"], *below_mentions(truth)]
        if stands(m)
    }
    gone = {(m["account"], m["external_id"]) for m in truth["messages"] if m["seen"] and not stands(m)}
    found = {}
    for row in message_rows(database):
        key = (row["account"], row["external_id"])
        if gone_too and key in gone and row["gone_by"] is not None:
            continue
        found[key] = {**epochs(row, "sent_at"), "gone": row["gone_by"] is not None}
    # The verdict is of the words alone, whoever wrote them: "please look into your messages" is a request. Of what
    # officials and machines say nothing reads it, and the truth has none.
    for row in [*wanted.values(), *found.values()]:
        if row["role"] in ("official", "automatic"):
            row["needs_answer"] = None
    return differences("message", wanted, found)


def mentions(truth, database):
    """Whom a message elsewhere names: for each that is held."""
    here = held(database)
    wanted = {
        (m["account"], m["external_id"], m["tags"]): {"sent_at": m["sent_at"]}
        for m in truth["messages"]
        if m["tags"] not in (None, m["account"]) and here(m)
    }
    of_leader = {m["post"]: m["author"] for m in truth["messages"] if waits.is_leaders_post(m)}
    wanted |= {
        (m["account"], m["external_id"], of_leader[m["parent"]]): {"sent_at": m["sent_at"]}
        for m in below_mentions(truth)
        if SHAPES[m["channel"]].answers_name_whom and here(m)
    }
    # And whom a leader's own post names: under the id by which that account lists it.
    of = {p["external_id"]: p["account"] for p in truth["posts"]}
    wanted |= {
        (of[m["post"]], m["external_id"], m["tags"]): {"sent_at": m["sent_at"]}
        for m in truth["messages"]
        if waits.is_leaders_post(m) and here(m)
    }
    rows = database.dicts(
        """
        select a.external_id as account, m.message_external_id, named.external_id as named, m.sent_at
        from core.message_mention as m
        join core.account as a using (government_id, account_id)
        join core.account as named on (named.government_id, named.account_id)
            = (m.government_id, m.mentioned_account_id)
        """
    )
    found = {(r["account"], r["message_external_id"], r["named"]): epochs(r, "sent_at") for r in rows}
    return differences("mention", wanted, found)


def inquiry_of(inquiry, working):
    """Every column of core.inquiry that is defined for a wait under a message."""
    opened, needed, ended = (inquiry[name] for name in ("opened_at", "needed_at", "ended_at"))
    own = inquiry["state"] == "answered"
    # Of a step of a complaint only the complaint is told, no id.
    named = {} if own and inquiry["answer_id"] is None else {"answer_id": inquiry["answer_id"]}
    start = opened if needed is None else needed
    reply_s = max(ended - start, 0) if own else None
    replied = inquiry["substantive_at"]
    return {
        **{name: inquiry[name] for name in (
            "kind", "opened_by", "turn", "opened_at", "needed_at", "state", "answered_at", "ended_at",
            "helped_by", "messages", "removed", "hidden", "undecided",
        )},
        **named, "answer_source_id": inquiry["answer_thread"],
        "channel": inquiry["channel"], "timing": "exact", "source_id": inquiry["thread"],
        "opened_on": working.day(opened), "needed_on": working.day(needed),
        "opened_wait_s": None if ended is None else ended - opened,
        "needed_wait_s": None if ended is None or needed is None else max(ended - needed, 0),
        "opened_working_s": working.seconds(opened, ended),
        "needed_working_s": working.seconds(needed, ended),
        "first_reply_at": ended if own else None, "first_reply_wait_s": reply_s,
        "first_reply_working_s": working.seconds(start, ended) if own else None,
        "substantive_at": replied, "reply_class": inquiry["reply_class"],
        "substantive_wait_s": None if replied is None else replied - start,
        "substantive_working_s": None if replied is None else working.seconds(start, replied),
        # Messages have no deadline by the rules that come with Pantau, and nobody corrected anything.
        "deadline_at": None, "correction_id": None,
    }


def social_inquiries(truth, database, seen=lambda m: m if stands(m) else None):
    """What must follow from the messages that were to be seen, by a second derivation (waits.py)."""
    visible = [known for m in truth["messages"] if (known := seen(m))]
    working, wanted = Working(database), {}
    for inquiry in waits.inquiries(visible, truth["accounts"], truth["complaint_events"]):
        key = (inquiry["unit"], inquiry["account"], inquiry["opening_id"], inquiry["class"])
        wanted[key] = inquiry_of(inquiry, working)
    rows = database.dicts(
        """
        select u.code as unit, h.code as helped_by, a.external_id as account, i.*
        from core.inquiry as i
        join core.unit as u on (u.government_id, u.unit_id) = (i.government_id, i.unit_id)
        join core.account as a on (a.government_id, a.account_id) = (i.government_id, i.account_id)
        left join core.unit as h on (h.government_id, h.unit_id) = (i.government_id, i.helped_by_unit_id)
        where i.kind <> 'complaint'
        """
    )
    found = {
        (row["unit"], row["account"], row["opening_id"], row["class"]): epochs(
            row, "opened_at", "needed_at", "answered_at", "ended_at", "first_reply_at", "substantive_at"
        )
        for row in rows
    }
    said = [] if len(found) == len(rows) else ["an inquiry is there twice"]
    return said + differences("inquiry", wanted, found)


def figures(database):
    """Every figure of response_rolling, at every key, by exact fractions from the inquiries (km.py), at
    the moment of the last round."""
    as_of = database.one("select max(as_of) from ops.refresh_round")
    connection = database.connect()
    try:
        return km.differences(connection, as_of.astimezone(datetime.timezone.utc))
    finally:
        connection.close()


def nothing_twice(database):
    """No item of a platform under two rows."""
    counts = collections.Counter((r["account"], r["external_id"]) for r in message_rows(database))
    return [f"message {key} is there {n} times" for key, n in counts.items() if n > 1]


def tombstones(truth, database):
    """What the database calls gone is gone, and went within the interval it states."""
    truly = {(m["account"], m["external_id"]): m for m in truth["messages"] if m["seen"]}
    said = []
    for row in message_rows(database):
        if row["gone_by"] is None:
            continue
        message = truly.get((row["account"], row["external_id"]))
        if row["removed_by"] != "unknown":
            said.append(f"message {row['external_id']}: nobody said that {row['removed_by']} deleted it")
        if message is None or message["seen"][1] is None:
            said.append(f"message {row['external_id']} is called gone and stands")
            continue
        vanished = message["seen"][1]
        if not row["gone_from"].timestamp() <= vanished <= row["gone_by"].timestamp():
            said.append(
                f"message {row['external_id']} went at {vanished}, "
                f"not within {row['gone_from'].timestamp()} to {row['gone_by'].timestamp()}"
            )
    return said


def held(database):
    """What was to be seen of a message in the polls; None of one that came and went between two. Whose a message
    is that went after answers without authors alone is not known: no later answer can tell."""
    rows = {(r["account"], r["external_id"]): r for r in message_rows(database)}
    posts = {external_id for external_id, in database.rows("select external_id from core.post")}

    def seen(message):
        if waits.is_leaders_post(message):
            return message if message["post"] in posts else None
        row = rows.get((message["account"], message["external_id"]))
        nobodys = row is not None and row["gone_by"] is not None and row["author"] is None
        if not nobodys:
            return row and message
        # An official's words are then taken for anybody's: what the rules make of them no truth tells.
        needs = row["needs_answer"] if message["needs_answer"] is None else message["needs_answer"]
        return {**message, "role": "unknown", "needs_answer": needs}

    return seen
