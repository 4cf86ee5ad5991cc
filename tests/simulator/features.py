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
