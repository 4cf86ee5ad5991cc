# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl beside a running pantaud: what it shows is what the daemon did, a poll is answered, an
account that fails is named with what to do."""

import json
import os
import subprocess

import stand

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")


def ctl(database, *words):
    done = subprocess.run(
        [PANTAUCTL, *words, "--json", "--dsn", database.dsn("operator")],
        capture_output=True, text=True, timeout=60,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def operator(database):
    if not database.rows("select 1 from pg_roles where rolname = 'operator'"):
        database.rows("create role operator login in role pantau_operator")


def running(make_city, make_daemon, database):
    """A city whose every stream has been visited, and a daemon that goes on."""
    operator(database)
    city = make_city()
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0
    daemon.start()
    stand.wait_for(
        lambda: any(d["state"] == "running" for d in ctl(database, "status")[1]["daemons"]),
        what="a sign of life",
    )
    return city, daemon


def test_status_and_sources(make_city, make_daemon, database):
    _, daemon = running(make_city, make_daemon, database)
    status, got, err = ctl(database, "status")
    assert (status, err) == (0, "")
    streams = database.one("select count(*) from ops.stream where active")
    assert sum(row["streams"] for row in got["streams"]) == streams > 0
    assert got["trouble"] == [] and got["state"][0]["figures_as_of"].endswith("Z")
    status, sources, _ = ctl(database, "sources")
    assert status == 0 and len(sources) == streams
    assert {row["state"] for row in sources} == {"working"}, sources
    assert ctl(database, "errors")[1] == []
    assert daemon.stop() == 0


def test_a_page_whose_comments_are_not_due_is_watched(make_city, make_daemon, database):
    """The world stands at its beginning: no page has a post, nobody's comments can be asked for."""
    operator(database)
    daemon = make_daemon(make_city("--reveal", "hand"))
    daemon.start()
    seen = "select min(last_success_at) from ops.stream where stream = 'comments' having bool_and(last_success_at > %s)"
    first = []
    stand.wait_for(lambda: first.extend(database.rows(seen, ("-infinity",))) or first, 30, "a look at each")
    stand.wait_for(lambda: database.rows(seen, (first[0][0],)), 30, "another look at each")
    assert {row["state"] for row in ctl(database, "sources")[1]} == {"working"}
    assert daemon.stop() == 0


def test_poll_is_answered(make_city, make_daemon, database):
    _, daemon = running(make_city, make_daemon, database)
    account = database.one(
        "select external_id from core.account where channel = 'facebook' order by 1 limit 1"
    )
    status, got, err = ctl(database, "poll", f"facebook:{account}", "posts", "--timeout=30s")
    assert (status, err) == (0, ""), (got, daemon.log())
    assert got["ok"] and [s["stream"] for s in got["streams"]] == ["posts"]
    assert got["streams"][0]["verdict"] in ("done", "unchanged") and got["streams"][0]["visits"] == 1
    assert database.rows(
        "select requested_by, kind, stream from ops.request where done_at is not null"
    ) == [("operator", "poll", "posts")]
    assert daemon.stop() == 0


def test_poll_of_all_streams_waits_for_each(make_city, make_daemon, database):
    city, daemon = running(make_city, make_daemon, database)
    account = database.one(
        "select external_id from core.account where channel = 'facebook' order by 1 limit 1"
    )
    streams = database.rows(
        "select s.stream from ops.stream as s join core.account using (government_id, account_id)"
        " where external_id = %s and s.active order by 1", account)
    asked = len(city.served())
    status, got, err = ctl(database, "poll", f"facebook:{account}", "--timeout=30s")
    assert (status, err) == (0, "") and got["ok"], (got, daemon.log())
    assert sorted(s["stream"] for s in got["streams"]) == [row[0] for row in streams]
    by = {s["stream"]: s for s in got["streams"]}
    assert by["account"]["visits"] == by["posts"]["visits"] == by["mentions"]["visits"] == 1, by
    # One visit for each post whose comments are asked for, and none was left out.
    posts = {m["external_id"] for m in city.truth()["posts"] if m["account"] == account}
    paths = [line["path"] for line in city.served()[asked:]]
    visited = {post for post in posts if f"/fb/v26.0/{post}/comments" in paths}
    assert by["comments"]["visits"] >= len(visited) > 1, (by, visited)
    assert daemon.stop() == 0


def test_a_daemon_that_stopped_says_so(make_city, make_daemon, database):
    operator(database)
    daemon = make_daemon(make_city())
    assert daemon.once().returncode == 0
    assert [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["stopped"]
    assert ctl(database, "status", "--check")[0] == 1
    daemon.start()
    stand.wait_for(
        lambda: [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["running"],
        what="a sign of life",
    )
    assert daemon.stop() == 0
    assert [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["stopped"]


def test_a_dead_token_is_named(make_city, make_daemon, database):
    city, daemon = running(make_city, make_daemon, database)
    account, handle = database.rows(
        "select external_id, coalesce(handle, name, external_id) from core.account"
        " where channel = 'facebook' order by 1 limit 1"
    )[0]
    city.fault(match=f"/{account}", kind="expired", times=1000, account=account)
    status, got, _ = ctl(database, "poll", f"facebook:{account}", "posts", "--timeout=30s")
    assert status == 1 and not got["ok"] and got["streams"][0]["verdict"] == "denied", got
    stand.wait_for(lambda: ctl(database, "status")[1]["trouble"] != [], what="the trouble")
    trouble = ctl(database, "status")[1]["trouble"]
    assert [row["account"] for row in trouble] == [handle]
    assert trouble[0]["cause"].startswith("token_") and trouble[0]["advice"]
    assert ctl(database, "status", "--check")[0] == 1
    errors = ctl(database, "errors")[1]
    assert errors and errors[0]["account"] == handle and errors[0]["error"]
    assert daemon.stop() == 0


def test_a_limit_is_told_with_what_to_do(make_city, make_daemon, database):
    """A refusal for the time being stands among the errors too."""
    city, daemon = running(make_city, make_daemon, database)
    city.fault(match="/lapor/flat", kind="429", times=1000, retry_after=60)
    stand.wait_for(lambda: ctl(database, "status")[1]["trouble"] != [], what="the trouble")
    trouble = ctl(database, "status")[1]["trouble"]
    assert [row["cause"] for row in trouble] == ["quota"] and trouble[0]["advice"], trouble
    errors = ctl(database, "errors")[1]
    assert len(errors) == 1 and "429" in errors[0]["error"] and errors[0]["hint"], errors
    assert daemon.stop() == 0
