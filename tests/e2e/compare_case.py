# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints, their events, hand-overs and inquiries against the truth. Like compare.py: lists of
differences in words."""

import collections

import hops
from compare import differences, epoch, epochs
from working import Working

ANSWER_DAYS = 5  # of work, from a disposition to the follow-up: the rule that is shipped
INTENTS = {"oversight": "complaint", "no_oversight": "complaint", "information": "question", "aspiration": "suggestion"}
PLACE = {"district_name": "Kenanga", "village_name": "Melati"}
LINKS = {"aplikasi-kota": "https://aduan.kota.example/laporan/"}
# Feeds that show what each event says, and those of them whose map names who did it.
LOGS, MAPPED = ("lapor", "aplikasi-kota", "lapor-daerah"), ("aplikasi-kota", "lapor-daerah")
FEED = "join core.account as a on (a.government_id, a.account_id) = (c.government_id, c.account_id)"


def link(case):
    return LINKS.get(case["feed"], "https://www.lapor.go.id/id/") + case["external_id"]


def shown(truth):
    return {(c["feed"], c["external_id"]): c for c in truth["complaints"] if not c["secret"]}


def events_of(truth):
    """{(feed, case): the events that its feed shows, in order}."""
    events = collections.defaultdict(list)
    for event in truth["complaint_events"]:
        if event["shown"]:
            events[event["feed"], event["complaint"]].append(event)
    return events


def first(values):
    return min((v for v in values if v is not None), default=None)


def times_of(case, events, stints):
    """The times that a feed can tell: the flat log tells what has a sentence, the stages what has a
    stage."""
    log = [e for e in events if e["kind"] != "received"]
    flat, mapped = case["feed"] in LOGS, case["feed"] in MAPPED
    by_log = case["feed"] in ("lapor", "aplikasi-kota")
    return {
        "received_at": case["received_at"],
        "verified_at": case["verified_at"] if mapped else None,
        "disposed_at": case["first_disposed_at"] if flat else case["disposed_at"],
        "last_activity_at": max((e["at"] for e in log), default=None) if by_log else case["last_activity_at"],
        "closed_at": case["closed_at"],
        "first_reply_at": first(s["first_reply_at"] for s in stints),
        "substantive_reply_at": first(s["answered_at"] for s in stints),
        "precision_s": 60 if case["feed"] == "lapor" else 1,
    }


def complaints(truth, database):
    events, stints = events_of(truth), hops.of_truth(truth)
    wanted = {}
    for key, case in shown(truth).items():
        wanted[key] = {
            **{name: case[name] for name in ("status", "status_raw", "title", "text", "topic", "class",
                                             "visibility", "unit", "closed_by")},
            **times_of(case, events[key], stints[key]),
            # The application has no classes.
            "class": None if case["feed"] == "aplikasi-kota" else case["class"],
            "intent_by_class": None if case["feed"] == "aplikasi-kota" else INTENTS.get(case["class"]),
            "language": "id",
            **(PLACE if case["feed"] == "aplikasi-kota" else {}),
            "permalink": link(case),
            "rating": None,
            "truncated": False,
        }
    rows = database.dicts(
        f"""
        select a.external_id as feed, c.*, u.code as unit,
            case when c.intent_rule = 'class' then c.intent end as intent_by_class
        from core.complaint as c {FEED}
        left join core.unit as u on (u.government_id, u.unit_id) = (c.government_id, c.unit_id)
        """
    )
    found = {
        (r["feed"], r["external_id"]): epochs(
            r, "received_at", "verified_at", "disposed_at", "last_activity_at", "closed_at",
            "first_reply_at", "substantive_reply_at",
        )
        for r in rows
    }
    return differences("complaint", wanted, found)


def event_rows(database):
    return database.dicts(
        f"""
        select a.external_id as feed, c.complaint_external_id as complaint, c.kind, c.at_earliest,
            c.at_latest, c.precision_s, u.code as unit, f.code as from_unit, c.actor, c.text, c.rule,
            c.confidence, c.ordinal, c.has_attachment
        from core.complaint_event as c {FEED}
        left join core.unit as u on (u.government_id, u.unit_id) = (c.government_id, c.unit_id)
        left join core.unit as f on (f.government_id, f.unit_id) = (c.government_id, c.from_unit_id)
        order by c.ordinal
        """
    )


def actor_of(event):
    """Who did it, as the maps say."""
    if event["kind"] == "disposed":
        return "unit" if event["from_unit"] else "admin"
    if event["kind"] in ("returned", "acknowledged", "answered"):
        return "unit"
    return "admin" if event["kind"] in ("verified", "postponed") else event["closed_by"]


def attached_of(event, feed):
    """The application counts what is attached, the flat log names files where there are any."""
    if feed == "aplikasi-kota":
        return event["attached"] if event["kind"] != "received" else None
    return True if feed == "lapor" and event["attached"] else None


def event_form(event, feed):
    """What an event with a time of its own must say, as something that can be counted."""
    flat, mapped = feed in LOGS, feed in MAPPED
    named = event["kind"] in ("disposed", "returned")
    return (
        event["kind"], event["at"], event["at"], event["precision_s"],
        event["unit"] if named or mapped else None, event["from_unit"] if flat and named else None,
        actor_of(event) if mapped
        else event["closed_by"] if flat or event["kind"] in ("closed", "archived") else None,
        event["text"] if flat else None,
        attached_of(event, feed),
    )


def events(truth, database):
    """Each event once, in the log's order; none that the case never saw."""
    wanted = collections.Counter(
        (key, event_form(event, key[0])) for key, list_ in events_of(truth).items() for event in list_
    )
    # Who replied as a reporter stands in the sentence, not in the truth's closed_by.
    found = collections.Counter()
    for row in event_rows(database):
        if row["rule"] == "status.1":
            continue
        row = epochs(row, "at_earliest", "at_latest")
        actor = None if row["kind"] == "reporter_reply" else row["actor"]
        found[(row["feed"], row["complaint"]), (
            row["kind"], row["at_earliest"], row["at_latest"], row["precision_s"], row["unit"],
            row["from_unit"], actor, row["text"], row["has_attachment"],
        )] += 1
        if row["kind"] == "reporter_reply" and row["actor"] != "reporter":
            found["who replied", row["complaint"]] += 1
        if row["kind"] == "answered" and row["confidence"] < 0.8:
            found["too little confidence", row["complaint"]] += 1
    said = [f"event {key} is missing" for key in (wanted - found)]
    return said + [f"event {key} should not be there" for key in (found - wanted)]


STATES = {"verified": ("verified",), "status_seen": ("acknowledged", "answered", "postponed", "reporter_reply"),
          "postponed": ("postponed",), "disposed": ("disposed",), "closed": ("closed",),
          "archived": ("archived",)}


def within(event, row, started):
    """Did the step come within the interval? Bounds before the daemon began are the world's time, later
    ones are moments of visits."""
    low, high = row["at_earliest"].timestamp(), row["at_latest"].timestamp()
    return (low <= (event["at"] if low < started else event["seen_from"])
            and (event["at"] if high < started else event["seen_from"]) <= high)


def status_changes(truth, database):
    """What only a state told came within the interval that is stated for it."""
    steps = collections.defaultdict(list)
    for event in truth["complaint_events"]:
        steps[event["feed"], event["complaint"]].append(event)
    rows = [row for row in event_rows(database) if row["rule"] == "status.1"]
    said = []
    for row in rows:
        key = row["feed"], row["complaint"]
        kinds = STATES[row["kind"]]
        if not any(e["kind"] in kinds and within(e, row, truth["started_real"]) for e in steps[key]):
            said.append(f"state {key} {row['kind']}: no such step from {row['at_earliest']} to "
                        f"{row['at_latest']}")
    told = {(row["feed"], row["complaint"], row["kind"]) for row in rows}
    for key, case in shown(truth).items():
        if case["feed"] not in MAPPED and case["status"] == "verified" and not any(e["kind"] == "returned" for e in steps[key]):
            said += [f"state {key} verified is missing"] if (*key, "verified") not in told else []
    return said


def hand_overs(truth, database):
    """Every stint of every unit with a case."""
    wanted = {
        (*key, hop): {name: stint[name] for name in (
            "unit", "from_unit", "opened_at", "first_reply_at", "answered_at", "left_at"
        )}
        for key, list_ in hops.of_truth(truth).items() for hop, stint in enumerate(list_, 1)
    }
    rows = database.dicts(
        """
        select c.feed, c.external_id, d.hop, u.code as unit, f.code as from_unit,
            d.disposed_at as opened_at, d.first_reply_at, d.answered_at, d.left_at
        from core.complaint_disposition as d
        join core.complaint as c using (government_id, complaint_id)
        left join core.unit as u on (u.government_id, u.unit_id) = (d.government_id, d.to_unit_id)
        left join core.unit as f on (f.government_id, f.unit_id) = (d.government_id, d.from_unit_id)
        """
    )
    found = {
        (r["feed"], r["external_id"], r["hop"]): epochs(
            r, "opened_at", "first_reply_at", "answered_at", "left_at"
        )
        for r in rows
    }
    return differences("hand-over", wanted, found)


def minus(later, earlier):
    return None if later is None else later - earlier


# What the city's categories are in the words that all feeds share.
TOPICS = {"Infrastruktur Jalan": "roads", "Kebersihan": "cleanliness", "Lalu Lintas": "traffic", "Pelayanan Kesehatan": "health",
          "Air Bersih": "water"}


def inquiry_of(case, stint, working):
    """Every column of core.inquiry that is defined for a complaint."""
    opened, ended = stint["opened_at"], stint["ended_at"]
    reply, answer = stint["first_reply_at"], stint["answered_at"]
    return {
        "channel": case["feed"], "class": "citizen", "opened_by": "citizen",
        "opened_at": opened, "needed_at": opened, "opened_on": working.day(opened),
        "needed_on": working.day(opened), "state": stint["state"], "ended_at": ended,
        "first_reply_at": reply, "answered_at": answer, "substantive_at": answer, "helped_by": None,
        "opened_wait_s": minus(ended, opened), "needed_wait_s": minus(ended, opened),
        "opened_working_s": working.seconds(opened, ended),
        "needed_working_s": working.seconds(opened, ended),
        "first_reply_wait_s": minus(reply, opened),
        "first_reply_working_s": working.seconds(opened, reply),
        "substantive_wait_s": minus(answer, opened),
        "substantive_working_s": working.seconds(opened, answer),
        "topic": TOPICS[case["topic"]], "removed": False, "hidden": False, "undecided": False, "messages": 1,
        "timing": "exact", # The rule is SP4N-LAPOR!'s.
        "deadline_at": None if case["feed"] in MAPPED else working.deadline(opened, ANSWER_DAYS),
        "correction_id": None, "permalink": link(case),
    }


def inquiry_rows(database):
    return database.dicts(
        f"""
        select a.external_id as feed, c.*, u.code as unit, h.code as helped_by
        from core.inquiry as c {FEED}
        left join core.unit as u on (u.government_id, u.unit_id) = (c.government_id, c.unit_id)
        left join core.unit as h on (h.government_id, h.unit_id) = (c.government_id, c.helped_by_unit_id)
        where c.kind = 'complaint'
        """
    )


def inquiries_found(database):
    return {
        (r["feed"], r["source_id"], r["unit"], r["turn"]): epochs(
            r, "opened_at", "needed_at", "ended_at", "first_reply_at", "answered_at", "substantive_at",
            "deadline_at",
        )
        for r in inquiry_rows(database)
    }


def inquiries(truth, database):
    working, cases = Working(database), shown(truth)
    wanted = {
        (*key, stint["unit"], stint["turn"]): inquiry_of(cases[key], stint, working)
        for key, list_ in hops.of_truth(truth).items() for stint in list_
    }
    found = inquiries_found(database)
    said = [] if len(found) == len(inquiry_rows(database)) else ["an inquiry of a complaint is there twice"]
    return said + differences("complaint inquiry", wanted, found)


def everything(truth, database):
    return [
        *complaints(truth, database),
        *events(truth, database),
        *status_changes(truth, database),
        *hand_overs(truth, database),
        *inquiries(truth, database),
    ]
