# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""A platform that lies, stalls, repeats itself or vanishes costs its own stream a poll, and nothing
else: every fault the simulator knows, against a running daemon, and the database equals the truth."""

import random
import time

import agree
import compare
from conftest import SEED
from stand import settle, wait_for

PASSING = (
    "429 500 503 html200 html500 zero redirect wrong_json no_data not_object data_object bom deep huge cut "
    "drip reset hangup reduce unknown_error transient bad_item loop loop2 empty_next duplicate reversed "
    "no_from bare_ids no_paging next_empty nul surrogate surrogate_low bad_utf8 control version"
).split()
MORE = {
    "429": {"retry_after": 1},
    "drip": {"ms": 20},
    "bare_ids": {"match": "/published_posts"},
    # A feed has numbered pages and no next one: an empty page is its end, and what it hid was not to be seen.
    "empty_next": {"match": "/fb/"},
    "huge": {"bytes": 6000000},
    "deep": {"bytes": 4000},
    "reduce": {"over": 20, "times": 3},
}


def test_every_fault_costs_only_its_poll(make_city, make_daemon, database):
    chance = random.Random(SEED)
    city = make_city("--reveal", "30")
    daemon = make_daemon(city)
    daemon.start()
    kinds = PASSING * 2
    chance.shuffle(kinds)
    for kind in kinds:
        place = "/fb/" if chance.random() < 0.8 else "/lapor/"
        city.fault(kind, **{"match": place, **MORE.get(kind, {})})
        time.sleep(0.35)

    def taken():
        return {rule["kind"] for rule in city.state()["faults"] if rule["taken"] > 0}

    wait_for(lambda: len(taken()) > len(PASSING) * 0.7, what=f"most of the faults, beside {taken()}")
    assert daemon.process.poll() is None, daemon.log()
    assert daemon.stop() == 0
    city.clear_faults()
    agree.everything(settle(city, daemon), database)


def test_no_fault_is_left_out(make_city, make_daemon, database):
    """Each of them once, one to a request: all are met, and nothing is missing afterwards."""
    city = make_city("--days", "26")  # what is older is visited once
    daemon = make_daemon(city)
    for kind in [*PASSING, "delay"]:
        city.fault(kind, **{"match": "/fb/", **MORE.get(kind, {})})
    for _ in range(5):
        daemon.once(timeout=300)
        waiting = [rule["kind"] for rule in city.state()["faults"] if rule["taken"] == 0]
        if not waiting:
            break
    assert waiting == []
    city.clear_faults()
    agree.everything(settle(city, daemon), database)


def test_who_wrote_what_went_stays_unknown(make_city, make_daemon, database):
    """A platform leaves out whose comments are; some are deleted before it says so again. Theirs is never known,
    that of all others is, and every figure follows from what was to be seen."""
    city = make_city("--reveal", "hand")
    daemon = make_daemon(city)
    state = city.state()
    city.reveal(int((state["begin"] + state["end"]) / 2))
    city.fault("no_from", match="/comments", times=-1)
    assert daemon.once().returncode == 0
    city.clear_faults()
    truth = settle(city, daemon)
    named = {m["external_id"] for m in truth["messages"] if m["author"] is not None}
    gone = {m["external_id"] for m in truth["messages"] if m["gone_at"] is not None}
    unknown = {name for name, in database.rows("select external_id from core.message where author_key is null")}
    assert unknown & named and unknown & named <= gone
    agree.everything(truth, database)


REFUSED = {
    "expired": "token_expired", "password": "token_revoked", "unused": "token_expired", "blocked": "policy",
    "permission": "permission", "permission_200": "permission", "invalid": "our_request", "alias": "wrong_id",
}


def test_refusals_are_told_apart(make_city, make_daemon, database):
    """A page for each: its streams say why, the other pages are whole, and the next run finds all of it."""
    city = make_city()
    daemon = make_daemon(city)
    pages = dict(zip(REFUSED, city.pages, strict=False))
    assert len(pages) == len(REFUSED) < len(city.pages)
    for kind, page in pages.items():
        city.fault(kind, match="/fb/", account=page.id, times=-1)
    assert daemon.once().returncode == 1
    told = database.rows(
        "select distinct a.external_id, s.cause from ops.stream as s "
        "join core.account as a using (government_id, account_id) where s.failing_since is not null"
    )
    assert sorted(told) == sorted((page.id, REFUSED[kind]) for kind, page in pages.items())
    city.clear_faults()
    agree.everything(settle(city, daemon), database)


def test_dead_token_stops_its_accounts_and_says_so_once(make_city, make_daemon, database):
    city = make_city()
    page = city.pages[0]
    city.fault("expired", match="/fb/", account=page.id, times=-1, message="The session has expired.")
    done = make_daemon(city).once()
    assert done.returncode == 1
    assert done.stderr.count("credential") >= 1
    lines = [line for line in done.stderr.splitlines() if "next try in" in line]
    assert len(lines) == 1 and "token_expired" in lines[0] and "hint=" in lines[0], done.stderr
    assert f"handle={page.handle} " in lines[0], done.stderr  # whose it is, for people
    assert ": The session has expired, next try in 1d " in lines[0], done.stderr  # one sentence
    causes = database.rows(
        "select distinct a.external_id, s.cause from ops.stream as s "
        "join core.account as a using (government_id, account_id) where s.failing_since is not null"
    )
    assert causes == [(page.id, "token_expired")]
    truth = city.truth()
    others = [m for m in truth["messages"] if m["account"] != page.id]
    assert [line for line in compare.messages({**truth, "messages": others}, database)] == []


def test_closed_comments_wake_nobody(make_city, make_daemon, database):
    """Each video is told, and none as a trouble: its unit closed them."""
    city = make_city("--channels", "facebook,youtube", "--feeds", "lapor")
    city.fault("youtube_comments_off", match="/commentThreads", times=3)
    done = make_daemon(city).once()
    said = [line for line in done.stderr.splitlines() if "commentsDisabled" in line]
    assert len(said) == 3 and all(line.startswith("target youtube ") for line in said), done.stderr
    assert all("cause=comments_off" in line for line in said), said


def test_one_bad_item_never_loses_its_page(make_city, make_daemon, database):
    city = make_city()
    city.fault("bad_item", match="/comments", times=-1)
    done = make_daemon(city).once()
    assert done.returncode == 0
    assert "an item was left out, the rest of the page is kept" in done.stderr
    assert compare.messages(city.truth(), database) == []
    assert database.one("select sum(rejected) from ops.run") > 0


def test_loop_ends_and_harms_nobody_else(make_city, make_daemon, database):
    city = make_city()
    page = city.pages[0]
    city.fault("loop2", match="/comments", account=page.id, times=-1)
    done = make_daemon(city).once()
    asked = [line for line in city.served() if page.id in line["path"] and "/comments" in line["path"]]
    assert len(asked) < 1000
    assert "again and again" in done.stderr or "the same as the page before" in done.stderr
    truth = city.truth()
    others = [m for m in truth["messages"] if m["account"] != page.id]
    said = compare.messages({**truth, "messages": others}, database)
    assert [line for line in said if page.id not in line] == []


def test_another_version_is_told_once(make_city, make_daemon, database):
    """A version that ended is served by another one, silently: all arrives, and the log says it."""
    city = make_city()
    city.fault("version", match="/fb/", times=-1)
    done = make_daemon(city).once()
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("facebook answers as version v27.0, not as the one in base_url") == 1, done.stderr
    assert compare.messages(city.truth(), database) == []
