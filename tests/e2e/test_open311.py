# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantaud --once against the simulator's Open311 server, which cuts its lists and has no pages: every
complaint arrives with its times, its unit and what its agency wrote, and each wait equals the truth."""

import collections

import compare_case
import hops
import pytest
from compare import differences, epoch, epochs
from stand import meet_trouble, wait_for
from working import Working

FEED = "keluhan"
LINK = "https://keluhan.example/r/"
# Of what the truth knows, the server's words do not tell everything.
STATUS = {"archived_by_system": "archived_by_admin", "verified": "verified"}
CLOSED_BY = {"closed_by_system": "timer", "closed_by_reporter": "reporter"}


@pytest.fixture
def town(make_city):
    return make_city("--channels", "facebook", "--feeds", FEED)


def complaints(truth, database):
    wanted = {
        case["external_id"]: {
            "status": STATUS.get(case["status"], case["status"]),
            "status_raw": case["status_raw"],
            "title": case["title"],
            "text": case["text"],
            "topic": case["topic"],
            "class": None,
            "visibility": "public",
            "unit": case["unit"],
            "closed_by": CLOSED_BY.get(case["status"]),
            "received_at": case["received_at"],
            "disposed_at": case["disposed_at"],
            "last_activity_at": case["last_activity_at"],
            "closed_at": case["closed_at"],
            "precision_s": 1,
            "permalink": LINK + case["external_id"],
            "truncated": False,
        }
        for case in truth["complaints"]
        if not case["secret"]
    }
    rows = database.dicts(
        "select c.*, u.code as unit from core.complaint as c "
        "left join core.unit as u on (u.government_id, u.unit_id) = (c.government_id, c.unit_id)"
    )
    times = ("received_at", "disposed_at", "last_activity_at", "closed_at")
    return differences("complaint", wanted, {r["external_id"]: epochs(r, *times) for r in rows})


def said(truth, database):
    """What was written and when: acknowledgements, answers and endings, each once."""
    wanted, found = collections.Counter(), collections.Counter()
    for event in truth["complaint_events"]:
        if not event["shown"] or event["kind"] == "received":
            continue
        words = (event["text"], event["attached"]) if event["kind"] in ("acknowledged", "answered") else None
        wanted[event["complaint"], event["kind"], event["at"], words] += 1
    for row in database.dicts("select * from core.complaint_event"):
        if row["kind"] in ("received", "status_seen", "verified"):
            continue
        words = (row["text"], row["has_attachment"]) if row["kind"] in ("acknowledged", "answered") else None
        at = row["at_latest"] if row["at_earliest"] == row["at_latest"] else None
        found[row["complaint_external_id"], row["kind"], at and epoch(at), words] = 1
    return [f"event {key} is missing" for key in wanted - found] + [
        f"event {key} should not be there" for key in found - wanted
    ]


def waits(truth, database):
    working, cases = Working(database), compare_case.shown(truth)
    wanted = {
        (*key, stint["unit"], stint["turn"]): {
            **compare_case.inquiry_of(cases[key], stint, working),
            "deadline_at": None,  # no rule of this feed's kind
            "permalink": LINK + key[1],
        }
        for key, stints in hops.of_truth(truth).items()
        for stint in stints
    }
    return differences("inquiry", wanted, compare_case.inquiries_found(database))


def everything(truth, database):
    differences_ = [*complaints(truth, database), *said(truth, database), *waits(truth, database)]
    assert not differences_, f"{len(differences_)} differences:\n" + "\n".join(differences_[:20])


def test_complaints_of_open311_equal_the_truth(town, make_daemon, database):
    daemon = make_daemon(town)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    truth = town.truth()
    assert {case["feed"] for case in truth["complaints"]} == {FEED}
    assert sum(not case["secret"] for case in truth["complaints"]) > 50, "more than one list holds"
    everything(truth, database)
    # A second visit changes nothing.
    count = "select count(*), max(xmin::text::bigint) from core.complaint_event"
    before = database.rows(count), database.rows("select count(*) from core.inquiry")
    assert daemon.once().returncode == 0
    assert (database.rows(count), database.rows("select count(*) from core.inquiry")) == before


def test_trouble_passes(town, make_daemon, database):
    """What any server does now and then costs another request and nothing else."""
    meet_trouble(town, "/o311/", make_daemon(town))
    everything(town.truth(), database)


UPDATES = "/o311/v2/servicerequestupdates.json"


def walks(city):
    """How many times the updates were asked for up to now: the first of a visit's windows."""
    return sum(UPDATES in entry["path"] for entry in city.served())


def test_updates_that_are_listed_late(make_city, make_daemon, database):
    """A city of weeks goes by between visits, and some answers are listed days after their time: a running
    daemon has them all, though its own clock says that they are from long ago."""
    city = make_city("--channels", "facebook", "--feeds", FEED, "--reveal", "hand")
    state = city.state()
    daemon = make_daemon(city)
    daemon.start()
    for share in (2, 3, 4, 5, 6, 7, 8, 9, 10):
        city.reveal(int(state["begin"] + share / 10 * (state["end"] - state["begin"])))
        walked = walks(city)
        wait_for(lambda: walks(city) > walked + 2, what="another visit")  # noqa: B023
    truth = city.truth()
    wait_for(lambda: not said(truth, database), what="what the agencies wrote")
    assert daemon.stop() == 0
    late = [
        event for event in truth["complaint_events"]
        if event["shown"] and event["kind"] == "answered" and int(event["complaint"]) % 4 == 0
    ]
    assert len(late) >= 3, "the city has answers that are listed late"
