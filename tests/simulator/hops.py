# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Who held a case, and what became of each wait: the definitions once more, from the truth's events alone
and apart from the simulator's own walk and from the database's.

A body outside the city is the unit None."""


def stints(events):
    """The stints of one case, in order, from its events that the feed shows."""
    made, held, turns = [], False, {}
    for event in sorted(events, key=lambda e: e["at"]):  # stable: the log's own order within a minute
        kind, here = event["kind"], made[-1] if held else None
        if kind == "disposed":
            if here is not None and here["unit"] == event["unit"]:
                continue  # it holds the case already
            leave(here, event["at"])
            turns[event["unit"]] = turns.get(event["unit"], 0) + 1
            made.append(stint(event, here, turns[event["unit"]]))
            held = True
        elif here is None:
            continue
        elif kind == "returned":
            leave(here, event["at"])
            held = False
        elif kind in ("acknowledged", "answered"):
            here["first_reply_at"] = here["first_reply_at"] or event["at"]
            if kind == "answered":
                end(here, "answered", event["at"])
        elif kind in ("closed", "archived"):
            end(here, "withdrawn" if event["closed_by"] == "reporter" else "closed_unanswered", event["at"])
    return made


def stint(event, before, turn):
    return {
        "unit": event["unit"],
        "from_unit": event["from_unit"] or (before["unit"] if before else None),
        "turn": turn,
        "opened_at": event["at"],
        "first_reply_at": None,
        "answered_at": None,
        "ended_at": None,
        "left_at": None,
        "state": "waiting",
    }


def end(here, state, at):
    if here["state"] != "waiting":
        return
    here["state"], here["ended_at"] = state, at
    if state == "answered":
        here["answered_at"] = at


def leave(here, at):
    if here is not None:
        end(here, "handed_over", at)
        here["left_at"] = at


def of_truth(truth):
    """{(feed, case): stints} of every case that the feeds show."""
    events = {}
    for event in truth["complaint_events"]:
        if event["shown"]:
            events.setdefault((event["feed"], event["complaint"]), []).append(event)
    return {key: stints(list_) for key, list_ in events.items()}
