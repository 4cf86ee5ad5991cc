# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What a city must hold, so that a database which equals its truth has met it: README.md, "What is in the
city". absent(truth) names what this one has not; [] is a city that tests everything."""

import collections

MESSAGES = {
    "late": lambda m: m["visible_at"] > m["sent_at"],
    "edited": lambda m: len(m["versions"]) > 1,
    "old id": lambda m: ":" in m["external_id"],
    "reply of a reply": lambda m: m["parent"] not in (None, m["thread"]),
    "hidden": lambda m: m["hidden"],
    "comment of the mayor that tags a unit": lambda m: m["kind"] == "comment" and m["role"] == "leader" and m["tags"],
    "nobody knows whether it needs an answer": lambda m: m["say"] == "picture" and m["text"] == "",
    **{f"removed by {who}": lambda m, who=who: m["gone_at"] and m["gone_by"] == who
       for who in ("author", "unit", "unknown")},
    **{f"mention by {role}": lambda m, role=role: m["kind"] == "mention" and m["role"] == role
       for role in ("citizen", "leader", "unknown")},
    **{role: lambda m, role=role: m["role"] == role
       for role in ("citizen", "unknown", "official", "leader", "automatic")},
    **{say: lambda m, say=say: m["say"] == say
       for say in "question wonder thanks emoji tags spam picture answer stock redirect".split()},
}
THREADS = {
    "several citizens in a thread": lambda ms: len({m["author"] for m in ms if m["role"] == "citizen"}) > 1,
    "equal seconds in a thread": lambda ms: len({m["sent_at"] for m in ms}) < len(ms),
    "an answer in the second of a question": lambda ms: {m["sent_at"] for m in ms if m["role"] == "citizen"}
    & {m["sent_at"] for m in ms if m["role"] == "official"},
    "officials of two pages": lambda ms: len({m["author"] for m in ms if m["role"] == "official"}) > 1,
    "two official answers to two citizens": lambda ms: sum(m["role"] == "official" for m in ms) > 1,
}
POSTS = {
    "more comments announced than listed": lambda p: p["announced_comments"] > p["listed_comments"],
    "over a hundred comments": lambda p: p["listed_comments"] > 100,
    "no number of shares": lambda p: p["shares"] is None,
    **{form: lambda p, form=form: p["format"] == form for form in "text photo video reel link event".split()},
}
CASES = {
    "confidential": lambda c, events: c["secret"],
    "a unit of another body": lambda c, events: any(e["kind"] == "disposed" and e["unit"] is None for e in events),
    "never disposed": lambda c, events: all(e["kind"] != "disposed" for e in events),
    "handed over": lambda c, events: len({e["unit"] for e in events if e["kind"] == "disposed"}) > 1,
    "returned and disposed again": lambda c, events: [
        e["kind"] for e in sorted(events, key=lambda e: e["at"]) if e["kind"] in ("returned", "disposed")
    ][1:3] == ["returned", "disposed"],
    **{f"of {feed}": lambda c, events, feed=feed: c["feed"] == feed for feed in ("lapor", "lapor-arsip")},
    **{f"closed by {who}": lambda c, events, who=who: c["closed_by"] == who for who in ("reporter", "admin", "timer")},
    **{kind: lambda c, events, kind=kind: any(e["kind"] == kind for e in events)
       for kind in "received verified disposed acknowledged answered reporter_reply closed postponed archived returned"
       .split()},
    **{word: lambda c, events, word=word: word in (c["class"], c["visibility"])
       for word in "oversight no_oversight information aspiration public anonymous anonymous_confidential".split()},
}
INQUIRIES = {
    "second turn": lambda i: i["turn"] > 1,
    "undecided": lambda i: i["undecided"],
    "needs nothing": lambda i: i["needed_at"] is None,
    **{f"opened by {who}": lambda i, who=who: i["opened_by"] == who for who in ("citizen", "leader", "unknown")},
    **{f"of a {kind}": lambda i, kind=kind: i["kind"] == kind for kind in ("comment", "mention", "complaint")},
    **{state: lambda i, state=state: i["state"] == state
       for state in "waiting answered helped handed_over closed_unanswered".split()},
}

# Of a leader's post that points to a case: its message, the inquiry, and what was said there, as (time, by that unit).
REFERENCES = {
    "answered there": lambda m, i, said: i["answer_thread"],
    "answered here": lambda m, i, said: i["state"] == "answered" and not i["answer_thread"],
    **{f"answered {where}": lambda m, i, said, kind=kind: i["answer_thread"] and m["points_to"]["kind"] == kind
       for where, kind in (("in the thread it points to", "comment"), ("below the post it points to", "post"),
                           ("in the complaint it points to", "complaint"))},
    **{f"answered here, pointing to a {kind}": lambda m, i, said, kind=kind: i["state"] == "answered"
       and not i["answer_thread"] and m["points_to"]["kind"] == kind for kind in ("comment", "post", "complaint")},
    "answered there and then here": lambda m, i, said: i["answer_thread"] and m["external_id"] in said["below"],
    "answered nowhere": lambda m, i, said: i["state"] == "waiting",
    "answered there before, and no more": lambda m, i, said: i["state"] == "waiting"
    and any(own and at < m["sent_at"] for at, own in said["there"]),
    "answered there by another unit alone": lambda m, i, said: i["state"] == "waiting"
    and any(not own and at > m["sent_at"] for at, own in said["there"]),
}


def absent_references(truth):
    """The same of leaders' posts that point to cases, in a city that has some (--referring)."""
    owner = {a["external_id"]: a["unit"] for a in truth["accounts"]}
    of = {(i["channel"], i["opening_id"]): i for i in truth["inquiries"]}
    official = [t for t in truth["messages"] if t["role"] == "official"]
    found = []
    for m in truth["messages"]:
        if not m.get("points_to"):
            continue
        name, unit = m["points_to"]["id"], owner[m["tags"]]
        threads = {t["thread"] for t in truth["messages"] if t["external_id"] == name}
        there = [(t["sent_at"], owner[t["author"]] == unit) for t in official
                 if t["post"] == name or t["thread"] in threads]
        there += [(e["at"], e["unit"] == unit) for e in truth["complaint_events"]
                  if (e["complaint"], e["kind"]) == (name, "answered")]
        below = {m["external_id"] for t in official if t["post"] == m["post"]}
        found.append((m, of[m["channel"], m["post"]], {"there": there, "below": below}))
    return [name for name, test in REFERENCES.items() if not any(test(*one) for one in found)]


def absent(truth):
    """Names of what no part of this city shows."""
    threads, events = collections.defaultdict(list), collections.defaultdict(list)
    for message in truth["messages"]:
        threads[message["thread"]].append(message)
    for event in truth["complaint_events"]:
        events[event["feed"], event["complaint"]].append(event)
    cases = [(case, events[case["feed"], case["external_id"]]) for case in truth["complaints"]]
    return [
        name
        for tests, things in (
            (MESSAGES, [(m,) for m in truth["messages"]]), (THREADS, [(ms,) for ms in threads.values()]),
            (POSTS, [(p,) for p in truth["posts"]]), (CASES, cases), (INQUIRIES, [(i,) for i in truth["inquiries"]]),
        )
        for name, test in tests.items()
        if not any(test(*thing) for thing in things)
    ]
