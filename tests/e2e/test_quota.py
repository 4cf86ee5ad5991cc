# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Allowances: a budget of the configuration is never passed, over restarts and by two daemons; who has none
goes on; what a platform told of its own limits is known after a restart."""

import time

import agree
from stand import wait_for
from test_ctl import ctl, operator
from test_reload import edit

SPENT = "select coalesce(sum(units), 0)::int from ops.quota_spent"


def budget(daemon, city, units, per="day", **more):
    """Of the first page's credential. Its token, as the simulator knows the account."""
    page = city.pages[0]
    credential = next(
        entry["credential"]
        for unit in city.config["units"] for entry in unit.get("accounts", []) if entry["id"] == page.id
    )
    edit(daemon, lambda config: config.update(quotas={credential: {"units": units, "per": per, **more}}))
    return page, credential


def asked(city, page, mark=0):
    return [line for line in city.served()[mark:] if page.id in line["path"]]


def test_a_budget_is_never_passed(make_city, make_daemon, database):
    """Twelve units a day: twelve requests, then a line, and no more; also after restarts and a kill."""
    operator(database)
    city = make_city()
    daemon = make_daemon(city)
    page, credential = budget(daemon, city, 12)
    daemon.start()
    wait_for(lambda: "all 12 units of one day are spent" in daemon.log(), what="the line")
    line = next(x for x in daemon.log().splitlines() if "12 units" in x)
    assert line.startswith(f"warning: quota {credential}: ") and " since=" in line and " until=" in line, line
    others = len(city.served())
    wait_for(lambda: len(city.served()) > others + 20, what="polls of the others")
    assert len(asked(city, page)) == 12
    assert daemon.log().count("12 units") == 1
    wait_for(lambda: database.one(SPENT) == 12, what="the ledger")
    shown = ctl(database, "status")[1]["quotas"]
    assert [(q["credential"], q["used"], q["limit"], q["period_s"]) for q in shown] == [(credential, 12, 12, 86400)]
    assert shown[0]["waits_until"].endswith("Z")
    wait_for(lambda: ctl(database, "status")[1]["waiting"], what="the word of it")
    rows = [row for row in ctl(database, "sources")[1] if row["waits_with"]]
    assert {(row["external_id"], row["waits_with"], row["cause"]) for row in rows} == {
        (page.id, f"budget {credential}", "quota")}, rows
    assert len(rows) == 5 and all(row["waits_since"] and row["not_before"] and row["hint"] for row in rows), rows
    assert daemon.stop() == 0
    assert database.one("select count(*) from ops.hold") == 0
    daemon.start()
    wait_for(lambda: daemon.log().count("12 units") == 2, what="the line of the next daemon")
    daemon.kill()
    done = daemon.once()
    assert len(asked(city, page)) == 12
    assert database.one(SPENT) == 12
    assert done.returncode == 1 and "not caught up" in done.stderr, done.stderr


def test_a_reload_raises_it(make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city)
    page, _ = budget(daemon, city, 5, resets="00:00 Asia/Jakarta")
    daemon.start()
    wait_for(lambda: "all 5 units" in daemon.log(), what="the end of five")
    wait_for(lambda: len(asked(city, page)) == 5, what="the word of the last of them")
    budget(daemon, city, 100000, resets="00:00 Asia/Jakarta")
    daemon.process.send_signal(1)
    wait_for(lambda: len(asked(city, page)) > 10, what="polls of the page")
    assert daemon.stop() == 0
    assert database.one(SPENT) == len(asked(city, page))
    assert daemon.once().returncode == 0
    agree.everything(city.truth(), database)


def test_two_daemons_spend_from_one(make_city, make_daemon, database):
    """The ledger is the database's: what another daemon wrote down counts here."""
    city = make_city()
    daemon = make_daemon(city)
    page, credential = budget(daemon, city, 50, per="hour")
    database.rows(
        "insert into ops.quota_spent values (%s, date_trunc('minute', now()) - interval '5 minutes', 44)", credential
    )
    daemon.start()
    wait_for(lambda: "all 50 units of one hour" in daemon.log(), what="the end of fifty")
    wait_for(lambda: len(asked(city, page)) == 6, what="the word of the last of them")
    assert daemon.stop() == 0


def test_a_short_budget_slides(make_city, make_daemon, database):
    """Twenty a minute: the page goes on as old requests leave the minute, and no minute holds more. Half of one
    is left for requests that were on their way for long."""
    city = make_city()
    daemon = make_daemon(city)
    page, _ = budget(daemon, city, 20, per="minute")
    daemon.start()
    wait_for(lambda: len(asked(city, page)) >= 25, what="requests of a second minute")
    assert daemon.stop() == 0
    times = [line["time"] for line in asked(city, page)]
    assert all(later - first > 30 for first, later in zip(times, times[20:])), times


def test_told_limits_survive_a_restart(make_city, make_daemon, database):
    """95 percent of the app's calls are used: nobody asks, the next daemon neither, until it is an hour old."""
    city = make_city()
    daemon = make_daemon(city)
    city.fault("usage", match="/fb/", times=-1, usage=95)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.quota where credential = 'facebook' and used = 95") > 0,
             what="the note")
    assert daemon.stop() == 0
    city.clear_faults()
    mark = len(city.served())
    daemon.start()
    wait_for(lambda: [x for x in city.served()[mark:] if "/lapor/" in x["path"]], what="polls of the feeds")
    time.sleep(2)
    assert [line for line in city.served()[mark:] if "/fb/" in line["path"]] == []
    assert daemon.stop() == 0
