# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The inquiries that follow from a set of messages: the definition in some lines, written from its
words and apart from the simulator's own walk, so that the two check each other.

It works on any selection of the truth's messages, so a test can ask what must be known of what was to
be seen.
"""


# What an official says, by the words of the city; of a direct message nobody keeps the words.
REPLY_CLASSES = {"answer": "substantive", "stock": "stock", "redirect": "redirect"}


def reply_class(message):
    return None if message["kind"] == "direct_message" else REPLY_CLASSES.get(message["say"])


def inquiries(messages, accounts, events):
    """Yields dicts like truth["inquiries"] of the platforms (without the texts of answers). Events of complaints
    answer whoever points to them."""
    for channel in sorted({a["channel"] for a in accounts}):
        own = [[thing for thing in things if thing["channel"] == channel] for things in (messages, accounts)]
        for inquiry in of_channel(*own, events):
            yield {"channel": channel, **inquiry}


def of_channel(messages, accounts, events):
    owner = {a["external_id"]: a["unit"] or a["answered_by"] for a in accounts}
    threads = {}
    for message in messages:
        if is_leaders_post(message):
            yield of_post(message, messages, owner, events)
        else:
            threads.setdefault(message["thread"], []).append(message)
    for thread in threads.values():
        first = thread[0]
        asked = {(owner[first["account"]], first["account"], first["kind"] == "mention")}
        for message in thread:
            if message["tags"] and owner[message["tags"]] != owner[first["account"]]:
                asked.add((owner[message["tags"]], message["tags"], True))
        for unit, account, named in asked:
            for who in ("citizen", "leader"):
                yield from stretches(thread, unit, account, named, who, owner)


def is_leaders_post(message):
    return message["kind"] == "mention" and message["role"] == "leader"


def of_post(mention, messages, owner, events):
    """A leader's own post asks whom it names; what official accounts say under it ends that, and so does what the
    unit asked says in the case to which the post points, where that comes first."""
    post = {**mention, "external_id": mention["post"], "thread": mention["post"]}
    under = [m for m in messages if m["post"] == mention["post"] and m["role"] == "official"]
    unit = owner[post["tags"]]
    here = next(stretches([post, *under], unit, post["tags"], True, "leader", owner))
    there = min(said_there(mention, unit, messages, owner, events), default=None)
    if there is None or (here["ended_at"] is not None and here["ended_at"] <= there[0]):
        return here
    at, answer, thread, said = there
    return {**here, "state": "answered", "answered_at": at, "ended_at": at, "answer_id": answer or None,
            "helped_by": None, "answer_thread": thread,
            **replied(said, at, [post, *under], unit, owner)}


def said_there(mention, unit, messages, owner, events):
    """When the unit said what in that case, and where that stands; of a complaint's events nobody tells an id."""
    kind, name = (mention["points_to"] or {"kind": None, "id": None}).values()
    threads = {m["thread"] for m in messages if m["external_id"] == name and m["kind"] != "mention"}
    for m in messages:
        there = m["post"] == name if kind == "post" else kind == "comment" and m["thread"] in threads
        if there and ends(m) and owner[m["author"]] == unit and m["sent_at"] >= mention["sent_at"]:
            yield m["sent_at"], m["external_id"], m["thread"], reply_class(m)
    for e in events:
        if (kind, name) == ("complaint", e["complaint"]) and e["kind"] == "answered" and e["unit"] == unit \
                and e["shown"] and e["at"] >= mention["sent_at"]:
            yield e["at"], "", name, "substantive"


def is_opener(message, who):
    return message["role"] == "leader" if who == "leader" else message["role"] in ("citizen", "unknown")


def ends(message):
    return message["role"] == "official" and message["gone_at"] is None


def stretches(thread, unit, account, named, who, owner):
    order = sorted(
        thread, key=lambda m: (m["sent_at"], m["role"] == "official", m["external_id"].encode())
    )
    if named:
        while order and not (order[0]["tags"] == account and is_opener(order[0], who)):
            order.pop(0)
    turn, run = 0, []
    for message in order + [None]:
        if message is not None and is_opener(message, who):
            run.append(message)
        elif run and (message is None or ends(message)):
            turn += 1
            own = message is not None and owner[message["author"]] == unit
            said = reply_class(message) if own else None
            yield {**inquiry(run, message, unit, account, named, who, turn, owner),
                   **replied(said, message and message["sent_at"], thread, unit, owner)}
            run = []


def replied(said, at, thread, unit, owner):
    """Of the reply that ended it, and of the first substantive one of the unit from then on."""
    later = [m["sent_at"] for m in thread if ends(m) and owner[m["author"]] == unit and m["sent_at"] >= at
             and reply_class(m) == "substantive"] if said is not None else []
    return {"reply_class": said, "substantive_at": at if said == "substantive" else min(later, default=None)}


def inquiry(run, answer, unit, account, named, who, turn, owner):
    needed = [m for m in run if m["needs_answer"]]
    own = answer is not None and owner[answer["author"]] == unit
    return {
        "unit": unit,
        "account": account,
        "kind": "mention" if named else "direct_message" if run[0]["kind"] == "direct_message" else "comment",
        "class": who,
        "opened_by": run[0]["role"],
        "turn": turn,
        "opening_id": run[0]["external_id"],
        "opened_at": run[0]["sent_at"],
        "needed_at": needed[0]["sent_at"] if needed else None,
        "state": "waiting" if answer is None else "answered" if own else "helped",
        "answered_at": answer and answer["sent_at"],
        "ended_at": answer and answer["sent_at"],
        "answer_id": answer and answer["external_id"],
        "answer_thread": None,
        "helped_by": owner[answer["author"]] if answer is not None and not own else None,
        "messages": len(run),
        "removed": any(m["gone_at"] is not None for m in run),
        "hidden": any(m["hidden"] for m in run),
        # A picture alone, where nothing before it needed an answer.
        "undecided": bool(needed) and needed[0]["text"] == "",
        "thread": run[0]["thread"],
    }
