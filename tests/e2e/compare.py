# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The database against the truth of the simulated city: every item, every inquiry. Each function gives
a list of differences in words; [] is good. Nothing here reads what the daemon logged or counted."""

import calendar
import collections

import waits


def epoch(moment):
    return None if moment is None else calendar.timegm(moment.utctimetuple())


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
    wanted = {
        (post["account"], post["external_id"]): {
            "published_at": post["published_at"],
            "text": post["text"],
            "likes": post["reactions"],
            "shares": post["shares"],
        }
        for post in truth["posts"]
        if stands(post)
    }
    rows = database.dicts(
        """
        select a.external_id as account, p.external_id, p.published_at, p.text, s.likes, s.shares
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
    found = {(r["account"], r["external_id"]): {**r, "published_at": epoch(r["published_at"])} for r in rows}
    return differences("post", wanted, found)


def message_rows(database):
    return database.dicts(
        """
        select a.external_id as account, m.external_id, m.sent_at, m.post_external_id, m.thread_key,
            m.parent_external_id, m.kind, m.role, m.text, m.likes, coalesce(m.hidden, false) as hidden,
            m.gone_from, m.gone_by
        from core.message as m
        join core.account as a using (government_id, account_id)
        """
    )


def messages(truth, database, gone_too=False):
    """Everything that stands is there exactly; with gone_too what vanished may be there as a tombstone."""
    wanted = {
        (m["account"], m["external_id"]): {
            "sent_at": m["sent_at"],
            "thread_key": m["thread"],
            "role": m["role"],
            "text": m["text"],
            **({} if m["kind"] == "mention" else {"likes": m["likes"]}),
            "hidden": m["hidden"],
            "is_reply": m["parent"] is not None,
            "gone": False,
        }
        for m in truth["messages"]
        if stands(m)
    }
    gone = {(m["account"], m["external_id"]) for m in truth["messages"] if m["seen"] and not stands(m)}
    found = {}
    for row in message_rows(database):
        key = (row["account"], row["external_id"])
        if gone_too and key in gone and row["gone_by"] is not None:
            continue
        found[key] = {
            **row,
            "sent_at": epoch(row["sent_at"]),
            "is_reply": row["parent_external_id"] is not None,
            "gone": row["gone_by"] is not None,
        }
    return differences("message", wanted, found)


def complaints(truth, database):
    wanted = {
        (c["feed"], c["external_id"]): {"status": c["status"], "title": c["title"], "unit": c["unit"]}
        for c in truth["complaints"]
        if stands(c) and not c["secret"]
    }
    rows = database.dicts(
        """
        select a.external_id as feed, c.external_id, c.status, c.title, u.code as unit
        from core.complaint as c
        join core.account as a on (a.government_id, a.external_id) = (c.government_id, c.feed)
        left join core.unit as u on (u.government_id, u.unit_id) = (c.government_id, c.unit_id)
        """
    )
    return differences("complaint", wanted, {(r["feed"], r["external_id"]): r for r in rows})


def social_inquiries(truth, database, select=stands):
    """What must follow from the messages that were to be seen, by a second derivation (waits.py)."""
    visible = [m for m in truth["messages"] if select(m)]
    wanted = {}
    for inquiry in waits.inquiries(visible, truth["accounts"]):
        key = (inquiry["unit"], inquiry["account"], inquiry["opening_id"], inquiry["class"])
        wanted[key] = {
            column: inquiry[column]
            for column in ("opened_by", "turn", "opened_at", "needed_at", "state", "answered_at",
                           "ended_at", "hidden")
        }
    rows = database.dicts(
        """
        select u.code as unit, a.external_id as account, i.opening_id, i.class, i.opened_by, i.turn,
            i.opened_at, i.needed_at, i.state, i.answered_at, i.ended_at, i.hidden
        from core.inquiry as i
        join core.unit as u on (u.government_id, u.unit_id) = (i.government_id, i.unit_id)
        join core.account as a on (a.government_id, a.account_id) = (i.government_id, i.account_id)
        where i.kind in ('comment', 'mention')
        """
    )
    found = {}
    for row in rows:
        for column in ("opened_at", "needed_at", "answered_at", "ended_at"):
            row[column] = epoch(row[column])
        found[row["unit"], row["account"], row["opening_id"], row["class"]] = row
    return differences("inquiry", wanted, found)


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
    """Selects the messages that the database holds: those that were to be seen in a poll."""
    keys = {(r["account"], r["external_id"]) for r in message_rows(database)}
    return lambda message: (message["account"], message["external_id"]) in keys


def everything(truth, database):
    """Asserts all of the above: what was to be seen is there, once; what went is marked so."""
    said = [
        *posts(truth, database),
        *messages(truth, database, gone_too=True),
        *complaints(truth, database),
        *tombstones(truth, database),
        *social_inquiries(truth, database, select=held(database)),
        *nothing_twice(database),
    ]
    assert not said, f"{len(said)} differences:\n" + "\n".join(said[:20])
