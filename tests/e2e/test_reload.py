# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""A running pantaud is told to read its file again, or to stop: all of the new file or nothing of it, what
was written stays, and systemd hears about each step."""

import copy
import os
import re
import signal
import socket
import threading
import time

import yaml

import compare
from stand import PATIENCE_S, Daemon, wait_for
from test_lanes import FENCES

# A comments stream has no visit of its own, its targets have.
NEVER_SEEN = (
    "select count(*) from ops.stream where active and stream <> 'comments' and last_success_at is null"
)
# The page's own data once an hour, beginning some minutes after the start.
SLOW_ACCOUNT = {"account": "1h", "posts": "2s", "comments": "2s", "mentions": "3s"}


def edit(daemon, change):
    """The daemon's file, changed as a Python value. Its own form does not matter to the daemon."""
    config = yaml.safe_load(daemon.config.read_text())
    change(config)
    daemon.config.write_text(yaml.safe_dump(config, allow_unicode=True))


def visited(make_city, make_daemon, database):
    """A daemon that has seen everything once, and goes on."""
    city = make_city()
    daemon = make_daemon(city)
    edit(daemon, lambda config: config["schedules"].update(fast=dict(SLOW_ACCOUNT)))
    assert daemon.once().returncode == 0
    assert database.one(NEVER_SEEN) == 0
    daemon.start()
    wait_for(lambda: daemon.starts() == 2, what="the start")
    return city, daemon


def account_asked(city):
    """How often each page was asked about itself."""
    paths = [line["path"] for line in city.served()]
    return {page.id: paths.count(f"/fb/v26.0/{page.id}") for page in city.pages}


def polls_go_on(city):
    before = len(city.served())
    wait_for(lambda: len(city.served()) > before + 5, what="more requests")


def accounts(database):
    return {
        row[0]: row[1:]
        for row in database.rows("select external_id, active, active_to is not null from core.account")
    }


def test_a_good_file_is_taken_whole(make_city, make_daemon, database):
    city, daemon = visited(make_city, make_daemon, database)
    leaver, stream = city.pages[1].id, "select count(*), max(interval_s) from ops.stream where stream = 'mentions'"
    kept = "select count(*) from core.message where account_id = (select account_id from core.account where external_id = %s)"
    messages = database.one(kept, leaver)
    cursors = database.rows("select account_id, stream, cursor from ops.stream where stream = 'account' order by 1")
    assert messages > 0 and database.rows(stream) == [(9, 3)]

    def change(config):
        config["schedules"]["fast"]["mentions"] = "4s"
        config["units"].append(
            {"code": "baru", "government": "32.98", "name": "Dinas Baru", "kind": "dinas"}
        )
        for unit in config["units"]:
            unit["accounts"] = [a for a in unit.get("accounts", []) if a["id"] != leaver]

    edit(daemon, change)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "reloaded, polling" in daemon.log(), what="the reload")
    assert accounts(database)[leaver] == (False, True)
    assert [a for a, state in accounts(database).items() if state != (True, False)] == [leaver]
    assert database.rows("select name, active_to from core.unit where code = 'baru'") == [("Dinas Baru", None)]
    assert database.one(kept, leaver) == messages
    assert database.rows(stream + " and active") == [(8, 4)]
    polls_go_on(city)
    # Once by --once and once by the start: a third request would be a due time that was forgotten.
    assert all(1 <= count <= 2 for count in account_asked(city).values()), account_asked(city)
    assert cursors == database.rows(
        "select account_id, stream, cursor from ops.stream where stream = 'account' order by 1"
    )
    mark = len(city.served())
    polls_go_on(city)
    assert not [line for line in city.served()[mark:] if leaver in line["path"]]
    assert daemon.stop() == 0


def test_an_account_that_comes_back_is_the_same(make_city, make_daemon, database):
    city, daemon = visited(make_city, make_daemon, database)
    page = city.pages[1].id
    identity = "select account_id, active from core.account where external_id = %s"
    before = database.rows(identity, page)
    whole = daemon.config.read_text()

    def without(config):
        for unit in config["units"]:
            unit["accounts"] = [a for a in unit.get("accounts", []) if a["id"] != page]

    edit(daemon, without)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.log().count("reloaded, polling") == 1, what="the first reload")
    assert database.rows(identity, page) == [(before[0][0], False)]
    daemon.config.write_text(whole)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.log().count("reloaded, polling") == 2, what="the second reload")
    assert database.rows(identity, page) == before
    mark = len(city.served())
    wait_for(
        lambda: [line for line in city.served()[mark:] if page in line["path"]], what="a visit of the page"
    )
    assert daemon.stop() == 0


def test_a_reload_keeps_due_times(make_city, make_daemon, database):
    """What was asked a moment ago is not asked again because of a signal."""
    city = make_city()
    daemon = make_daemon(city)
    edit(daemon, lambda config: config["schedules"].update(fast=dict(SLOW_ACCOUNT, account="2m")))
    daemon.start()
    seen = "select count(*) from ops.stream where stream = 'account' and active and last_success_at is null"
    wait_for(lambda: min(account_asked(city).values()) >= 1 and database.one(seen) == 0, what="every page's own data")
    polls_go_on(city)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "reloaded, polling" in daemon.log(), what="the reload")
    time.sleep(13)  # first polls are spread over a tenth of the interval
    polls_go_on(city)
    assert daemon.stop() == 0
    for page in city.pages:
        path = f"/fb/v26.0/{page.id}"
        asked = [line["time"] for line in city.served() if line["path"] == path]
        assert all(later - earlier > 100 for earlier, later in zip(asked, asked[1:])), asked


REFUSE = """
create table core.refused_test (words text not null);
create function core.refuse_for_test() returns trigger language plpgsql security definer as $$
begin
    if exists (select from core.refused_test where strpos(new.document::text, words) > 0) then
        raise exception 'not this one';
    end if;
    return new;
end $$;
create trigger refuse_for_test before insert or update on ops.configuration
for each row execute function core.refuse_for_test();
insert into core.refused_test values ('Dinas Baru');
"""


def test_a_file_that_the_database_refuses(make_city, make_daemon, database):
    """The old one goes on as it was, its way to the platforms too; and where the database refuses that one
    as well, when leases moved, it is one line until it does not any more."""
    city, daemon = visited(make_city, make_daemon, database)
    good = daemon.config.read_text()
    database.rows(REFUSE)

    def change(config):
        config["units"].append({"code": "baru", "government": "32.98", "name": "Dinas Baru", "kind": "dinas"})
        config["http"] = {"proxy": "http://127.0.0.1:9"}

    edit(daemon, change)
    daemon.process.send_signal(signal.SIGHUP)
    refused = "the new configuration was refused, the old one stays: "
    wait_for(lambda: daemon.log().count(refused) == 1, what="the refusal")
    polls_go_on(city)
    assert "next try in" not in daemon.log() and "reloaded, polling" not in daemon.log(), daemon.log()
    database.rows("update core.refused_test set words = ''")
    daemon.config.write_text(good)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.log().count(refused) == 2, what="the refusal of the old one")
    polls_go_on(city)
    database.rows("update ops.lease set taken_count = taken_count + 1")
    refused = "the database refuses the configuration in force, polling goes on: "
    wait_for(lambda: refused in daemon.log(), what="the refusal")
    polls_go_on(city)
    tries = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark = database.one(tries)
    wait_for(lambda: database.one(tries) > mark + 2, what="more tries")
    assert daemon.log().count(refused) == 1, daemon.log()
    database.rows("delete from core.refused_test")
    wait_for(lambda: "the database takes the configuration again" in daemon.log(), what="the end of it")
    polls_go_on(city)
    assert daemon.stop() == 0


REFUSE_OLD = """
create function core.refuse_for_test() returns trigger language plpgsql security definer as $$
begin
    if new.document::text like '%Dinas Lain%' then
        raise exception 'not this one';
    elsif new.document::text not like '%Dinas Baru%' then
        raise exception 'no space left' using errcode = '53100';
    end if;
    return new;
end $$;
create trigger refuse_for_test before insert or update on ops.configuration
for each row execute function core.refuse_for_test();
revoke execute on function ops.stream_list(text, int, int, text, int) from pantau_writer;
"""


def test_what_fails_behind_the_delivery(make_city, make_daemon, database):
    """The database has the new file, but its streams do not come: the old one goes back there, whatever is tried
    meanwhile, and is polled as soon as the streams come, though the database does not take it yet."""
    city, daemon = visited(make_city, make_daemon, database)
    good = daemon.config.read_text()
    database.rows(REFUSE_OLD)
    edit(daemon, add_unit("baru"))
    daemon.process.send_signal(signal.SIGHUP)
    refused = "the new configuration was refused, the old one stays: "
    waits = "the configuration waits, nothing is polled, since 20|force, polling waits: stream_list: "
    wait_for(lambda: re.search(waits, daemon.log()), what="the old one to wait")
    assert daemon.log().count(refused + "stream_list: ") == 1, daemon.log()
    database.rows("grant execute on function ops.stream_list(text, int, int, text, int) to pantau_writer")
    wait_for(lambda: "reloaded, polling" in daemon.log(), what="the old one's streams")
    polls_go_on(city)
    assert "polled by another daemon" not in daemon.log(), daemon.log()
    assert database.rows("select active_to is null from core.unit where code = 'baru'") == [(True,)]
    daemon.config.write_text(good.replace("Dinas Kesehatan", "Dinas Lain"))
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.log().count(refused) == 2, what="the refusal of a third one")
    wait_for(lambda: "the configuration waits, polling goes on, since 20" in daemon.log(), what="the old one to wait again")
    database.rows("drop trigger refuse_for_test on ops.configuration")
    wait_for(lambda: "the database takes the configuration again" in daemon.log(), what="the end of it")
    assert database.rows("select active_to is null from core.unit where code = 'baru'") == [(False,)]
    polls_go_on(city)
    assert daemon.stop() == 0


def test_a_file_that_the_database_does_not_take_yet(make_city, make_daemon, database, tmp_path):
    """At the start: the daemon waits for it as it waits for a database, with one line, until it is taken or mended.
    What is put in its place and cannot be is told, and changes nothing; the start is over when one is taken."""
    manager = Manager(tmp_path)
    city = make_city()
    daemon = make_daemon(city)
    good = daemon.config.read_text()
    database.rows(REFUSE)
    database.rows("update core.refused_test set words = 'Dinas Kesehatan'")
    daemon.start(NOTIFY_SOCKET=manager.path)
    refused = "the database refuses the configuration in force, polling waits: "
    wait_for(lambda: refused in daemon.log(), what="the refusal")
    tries = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark = database.one(tries)
    wait_for(lambda: database.one(tries) > mark + 1, what="more tries")
    assert daemon.log().count("not this one") == 1 and city.served() == [], daemon.log()

    def reload(text, said):
        daemon.config.write_text(text)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.log().count(said) == 1, what=said)

    reload(good + "colector: {}\n", "1 problem in the new configuration: the one before is tried on")
    if not [said for said in manager.heard if said == "READY=1"]:
        assert not [said for said in manager.heard if "RELOADING" in said], manager.heard
    manager.wait("^READY=1$")  # though nothing is polled, lest a boot hangs
    before = len(manager.heard)
    lunar = yaml.safe_load(good)
    lunar["units"][0]["calendar"] = "lunar"
    reload(yaml.safe_dump(lunar, allow_unicode=True),
           "the new configuration was refused, the one before is tried again: config_sync: unknown calendar: lunar")
    before = manager.wait("^RELOADING=1", before)
    before = manager.wait("^READY=1$", before)
    mark = database.one(tries)
    wait_for(lambda: database.one(tries) > mark, what="more tries of the one before")
    assert daemon.process.poll() is None and city.served() == []
    reload(good.replace("Dinas Kesehatan", "Dinas Lain"), "the database takes the configuration again")
    manager.wait("^READY=1$", manager.wait("^RELOADING=1", before))
    polls_go_on(city)
    assert database.rows("select code from core.unit where name like '%%Lain%%' and active_to is null"), daemon.log()
    assert daemon.stop() == 0
    manager.close()


def test_another_pseudonym_key(make_city, make_daemon, database):
    """With another key everybody would be another person: refused at a reload and at a start, before
    anything is written, until the key is back or the owner of the database says that it may be so."""
    city, daemon = visited(make_city, make_daemon, database)
    path = city.out / "credentials" / "pseudonym-key"
    key, other = path.read_text(), "b" * 64
    path.write_text(other)
    daemon.process.send_signal(signal.SIGHUP)
    refused = "the pseudonym key is not the one of the stored rows of government 32.98 (since "
    wait_for(lambda: "the new configuration was refused, the old one stays: " in daemon.log(), what="the refusal")
    assert daemon.log().count(refused) == 1, daemon.log()
    polls_go_on(city)
    assert daemon.stop() == 0
    asked, done = len(city.served()), daemon.once()
    assert (done.returncode, len(city.served())) == (78, asked), done.stderr
    assert done.stderr.count("cannot start: ") == done.stderr.count(refused) == 1, done.stderr
    assert other not in done.stderr and key.strip() not in daemon.log()
    path.write_text(key)
    assert daemon.once().returncode == 0
    path.write_text(other)
    database.rows("delete from core_private.pseudonym_key")
    assert daemon.once().returncode == 0, daemon.log()


def test_a_poll_that_is_asked_for_during_a_reload(make_city, make_daemon, database):
    """It is made afterwards, not refused because nothing is polled at that moment."""
    _, daemon = visited(make_city, make_daemon, database)
    holder = database.connect()
    holder.cursor().execute("begin; lock table core.government in share mode")  # readers pass, writers wait
    daemon.process.send_signal(signal.SIGHUP)
    asking = "select pid from pg_stat_activity where datname = current_database() and state = 'active'" \
        " and query like 'select ops.sync_config%%'"
    wait_for(lambda: database.rows(asking), what="the configuration on its way")
    number = database.one(
        "select ops.request_add('poll', government_id, account_id, 'account', null)"
        " from core.account where channel = 'facebook' order by account_id limit 1"
    )
    holder.close()
    done = "select result from ops.request where request_id = %s and done_at is not null"
    wait_for(lambda: database.rows(done, number), what="the answer")
    assert '"ok":true' in database.one(done, number), database.one(done, number)
    assert daemon.stop() == 0


def add_unit(code):
    return lambda config: config["units"].append(
        {"code": code, "government": "32.98", "name": "Dinas Baru", "kind": "dinas"})


def test_a_configuration_that_waits_longer_than_the_lease(make_city, make_daemon, database):
    """For a rebuild, which holds all of a government: the old one goes on under its leases and fences, and the newest
    file comes in when the government is free. A stop does not wait for it."""
    city = make_city()
    daemon = make_daemon(city, more=Daemon.FAST.replace("collector: {", "collector: { lease: 3s,"),
                         settings=", statement_timeout: 4s")
    daemon.start()
    wait_for(lambda: daemon.starts() == 1, what="the start")
    taken, fences = database.one("select taken_count from ops.lease"), database.rows(FENCES)

    def hold(who, lock):
        holder = database.connect()
        holder.cursor().execute(f"set application_name = '{who}'; begin; select {lock}")
        return holder

    def reload(code):
        edit(daemon, add_unit(code))
        daemon.process.send_signal(signal.SIGHUP)

    def waits(what, holder, who):
        held = f"config_sync: {what} is held by session {holder.get_backend_pid()} ({who}) (SQLSTATE 55P03)"
        said = "the new configuration waits, the old one goes on, since 20[^ ]*Z: " + re.escape(held)
        wait_for(lambda: len(re.findall(said, daemon.log())) == 1, what="the wait")

    ours = "select pid from pg_stat_activity where application_name = 'pantaud delivery' and datname = current_database()"

    def another_connection(act):
        before = database.one(ours)
        act()
        wait_for(lambda: database.rows(ours) and database.one(ours) != before, what="another connection")

    holder = hold("a rebuild", "core.government_hold(array(select government_id from core.government))")
    reload("baru")
    waits("government 32.98", holder, "a rebuild")
    began = database.one("select clock_timestamp()")
    while database.one("select clock_timestamp() < %s + interval '7 s'", began):
        assert database.one("select count(*) from ops.lease where lease_until >= clock_timestamp()") == 1, daemon.log()
        time.sleep(0.1)
    polls_go_on(city)
    whole = daemon.config.read_text()
    daemon.config.write_text(whole + "colector: {}\n")
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the old one stays in force" in daemon.log(), what="the refusal of a file that is bad")
    daemon.config.write_text(whole.replace("baru", "lebih-baru"))
    another_connection(lambda: daemon.process.send_signal(signal.SIGHUP))
    holder.close()
    wait_for(lambda: "reloaded, polling" in daemon.log(), what="the reload")
    assert database.rows("select code from core.unit where code like '%%baru'") == [("lebih-baru",)]
    assert "the database takes the configuration again" in daemon.log()
    assert database.one("select taken_count from ops.lease") == taken and database.rows(FENCES) == fences
    holder = hold("another daemon", "pg_advisory_xact_lock(1348562548, 1)")  # pages are written meanwhile
    reload("terbaru")
    waits("the configuration", holder, "another daemon")
    another_connection(lambda: database.rows(f"select pg_terminate_backend(pid) from ({ours}) as o"))
    started = time.monotonic()
    assert daemon.stop() == 0 and time.monotonic() - started < 10, daemon.log()
    assert database.one("select count(*) from ops.stream where lease_owner is not null") == 0
    holder.close()
    assert not re.search("leases could not be renewed|before everything was written|is away", daemon.log()), daemon.log()
    assert database.one("select count(*) from core.unit where code = 'terbaru'") == 0


def test_two_governments(make_city, make_daemon, database):
    """Both have a feed of one name, and a page went from one to the other: what is polled, is so by its
    present owner, and once."""
    city = make_city()
    daemon = make_daemon(city)
    feeds, page = [], {}

    def change(config):
        feeds.extend(feed["name"] for feed in config["feeds"])
        config["governments"].append(dict(config["governments"][0], code="11.01", name="Kabupaten Lain"))
        config["feeds"] += [{**copy.deepcopy(feed), "government": "11.01", "units": {}} for feed in config["feeds"]]
        listed = next(unit for unit in config["units"] if unit.get("accounts"))["accounts"][0]
        page.update(listed)
        moved = {**copy.deepcopy(listed), "from": "2025-01-01"}
        listed["to"] = "2024-12-31"
        config["units"].append({"code": "lain", "government": "11.01", "name": "Dinas Lain", "kind": "dinas",
                                "accounts": [moved]})

    edit(daemon, change)
    assert daemon.once().returncode == 0, daemon.log()
    assert database.one(NEVER_SEEN) == 0
    of_account = """select g.code, count(s.stream) filter (where s.active) from core.account as a
        join core.government as g using (government_id) left join ops.stream as s using (government_id, account_id)
        where a.external_id = %s group by 1 order by 1"""
    was, now = database.rows(of_account, page["id"])[::-1]
    assert was[1] == 0 and now[0] == "11.01" and now[1] > 0, (was, now)
    for feed in feeds:
        rows = database.rows(of_account, feed)
        assert len(rows) == 2 and rows[0][1] == rows[1][1] > 0, rows


def test_a_bad_file_changes_nothing(make_city, make_daemon, database):
    city, daemon = visited(make_city, make_daemon, database)
    before = accounts(database), database.rows("select code, active_to from core.unit order by 1")
    text = daemon.config.read_text()
    lines = text.splitlines()
    daemon.config.write_text(text + "colector: { flush_interval: 1s }\nstate_directory: relative\n")
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the old one stays in force" in daemon.log(), what="the refusal")
    refused = [line for line in daemon.log().splitlines() if "reload refused" in line]
    place = f"{daemon.config}:{len(lines) + 1}:1"
    assert place in refused[0] and "colector" in refused[0] and "collector" in refused[0].split("hint=")[1]
    polls_go_on(city)
    after = accounts(database), database.rows("select code, active_to from core.unit order by 1")
    assert after == before
    # The next good file is taken.
    daemon.config.write_text(text)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "reloaded, polling" in daemon.log(), what="the reload")
    assert daemon.stop() == 0


def test_a_credential_that_went_refuses_the_reload(make_city, make_daemon, database):
    city, daemon = visited(make_city, make_daemon, database)
    (city.out / "credentials" / "lapor-key").unlink()
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the old one stays in force" in daemon.log(), what="the refusal")
    assert "lapor-key" in daemon.log()
    mark = len(city.served())
    wait_for(
        lambda: [line for line in city.served()[mark:] if "/lapor/" in line["path"] and line["status"] == 200],
        what="a poll with the key that is still in memory",
    )
    assert daemon.stop() == 0


def test_a_new_token_is_taken_at_a_reload(make_city, make_daemon, database):
    """Only the credential's file changed; the platform refused the old token."""
    city = make_city()
    page = city.pages[0]
    credential = next(
        entry["credential"]
        for unit in city.config["units"] for entry in unit["accounts"] if entry["id"] == page.id
    )
    path = city.out / "credentials" / credential
    good = path.read_text()
    path.write_text(good.replace(page.token, "EAAwrongtoken0123456789"))
    daemon = make_daemon(city)
    daemon.start()
    failing = (
        "select count(*) from ops.stream join core.account using (government_id, account_id)"
        " where external_id = %s and failing_since is not null"
    )
    wait_for(lambda: database.one(failing, page.id) > 0, what="the refused token")
    path.write_text(good)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: database.one(failing, page.id) == 0, what="the end of the trouble")
    assert "EAAwrongtoken" not in daemon.log()
    assert daemon.stop() == 0


def test_stopped_in_the_middle_of_writing(make_city, make_daemon, database):
    """Exit 0 within the timeout, all that was acknowledged is there, leases go back at once."""
    city = make_city()
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.message") > 100, what="messages")
    owned = "select count(*) from ops.stream where lease_owner is not null"
    assert database.one(owned) > 0
    started = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - started < 80  # and not until the end of shutdown_timeout
    assert "told to stop, finishing what is being written" in daemon.log()
    assert "before everything was written" not in daemon.log()
    assert database.one(owned) == 0
    # A target counts as visited only with what the visit found: the posts' comments are there.
    done = {row[0] for row in database.rows(
        "select external_id from ops.target where stream = 'comments' and last_success_at is not null"
    )}
    assert done
    truth = city.truth()
    wanted = {
        m["external_id"] for m in truth["messages"]
        if m["post"] in done and compare.stands(m) and m["kind"] in ("comment", "reply")
    }
    assert wanted - {row[0] for row in database.rows("select external_id from core.message")} == set()
    # Whoever starts next goes on where the first one stopped, without waiting for a lease to end.
    daemon.start()
    wait_for(lambda: database.one(owned) > 0, what="leases of the next daemon")
    assert daemon.stop() == 0


def test_stopped_while_the_database_is_away(cluster, make_city, make_daemon, database):
    """Nobody can be told: that is said, and what follows from it."""
    _, daemon = visited(make_city, make_daemon, database)
    cluster.stop(signal.SIGQUIT)
    try:
        wait_for(lambda: "the database is away" in daemon.log(), what="the trouble")
        assert daemon.stop() == 0
    finally:
        cluster.start()
    said = "the database was not told of the end, streams are free when collector.lease is over: "
    assert daemon.log().count(said) == 1, daemon.log()


def test_stopped_while_a_configuration_comes_in(make_city, make_daemon, database):
    """The session that brings it holds the governments whose pages are being written: it ends first."""
    _, daemon = visited(make_city, make_daemon, database)
    database.rows("create function core.slow_for_test() returns trigger language plpgsql as $$ begin"
                  " perform pg_sleep(120); return new; end $$; create trigger slow_for_test before update on ops.configuration"
                  " for each row execute function core.slow_for_test()")
    edit(daemon, add_unit("baru"))
    daemon.process.send_signal(signal.SIGHUP)
    sessions = "select count(*) from pg_stat_activity where datname = current_database() and application_name like %s"
    behind = sessions + " and wait_event_type = 'Lock'"
    wait_for(lambda: database.one(behind, "pantaud writer%"), what="a page that waits behind it")
    started = time.monotonic()
    assert daemon.stop() == 0 and time.monotonic() - started < 20, daemon.log()
    assert "before everything was written" not in daemon.log(), daemon.log()
    assert database.one(sessions, "pantaud delivery") == 0
    assert database.one("select count(*) from core.unit where code = 'baru'") == 0


class Manager:
    """What systemd is to a service: a socket for its words."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.heard = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        """At once, for a full socket takes nothing more."""
        try:
            while said := self.socket.recv(65536):
                self.heard.append(said.decode())
        except OSError:
            pass  # it was closed

    def wait(self, pattern, since=0):
        """Until it was said; how many things had been then."""
        def heard():
            return [number for number, said in enumerate(self.heard) if number >= since and re.search(pattern, said)]

        wait_for(heard, what=f"{pattern} among {self.heard[-10:]}")
        return heard()[0] + 1

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        os.unlink(self.path)


def test_the_service_manager_hears_each_step(make_city, make_daemon, database, tmp_path):
    manager = Manager(tmp_path)
    city = make_city()
    daemon = make_daemon(city)
    daemon.start(NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="1000000")
    manager.wait(r"^READY=1$")
    manager.wait(r"^STATUS=9? ?.*accounts, .* database connected")
    mark = manager.wait(r"^WATCHDOG=1$")
    mark = manager.wait(r"^WATCHDOG=1$", mark)
    daemon.process.send_signal(signal.SIGHUP)
    mark = manager.wait(r"^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", mark)
    mark = manager.wait(r"^READY=1$", mark)
    daemon.process.send_signal(signal.SIGTERM)
    manager.wait(r"^STOPPING=1$", mark)
    assert daemon.process.wait(PATIENCE_S) == 0
    manager.close()


def test_a_start_does_not_hang_where_the_database_is_away(cluster, make_city, make_daemon, database, tmp_path):
    """systemctl start, and a boot, would wait with it."""
    manager = Manager(tmp_path)
    daemon = make_daemon(make_city())
    cluster.stop(signal.SIGQUIT)
    try:
        daemon.start(NOTIFY_SOCKET=manager.path)
        mark = manager.wait(r"^STATUS=waiting for the database, nothing is polled")
        mark = manager.wait(r"^READY=1$", mark)
        edit(daemon, add_unit("baru"))  # and a reload does not wait for it
        daemon.process.send_signal(signal.SIGHUP)
        mark = manager.wait(r"^READY=1$", manager.wait(r"^RELOADING=1", mark))
    finally:
        cluster.start()
    manager.wait(r"^STATUS=.*accounts, .* database connected", mark)
    assert database.rows("select active_to is null from core.unit where code = 'baru'") == [(True,)]
    assert daemon.stop() == 0
    manager.close()


def test_the_watchdog_is_somebody_elses(make_city, make_daemon, database, tmp_path):
    """WATCHDOG_PID of another process: nothing is sent for it."""
    manager = Manager(tmp_path)
    daemon = make_daemon(make_city())
    daemon.start(NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="200000", WATCHDOG_PID="1")
    manager.wait(r"^READY=1$")
    time.sleep(0.5)
    assert daemon.stop() == 0
    manager.wait(r"^STOPPING=1$")
    assert not [said for said in manager.heard if "WATCHDOG" in said]
    manager.close()


def test_a_reload_after_a_refused_setup(make_city, make_daemon, database):
    """The try that was still to come must not set up what polls already."""
    city, daemon = visited(make_city, make_daemon, database)
    database.rows("create function core.refuse_all() returns trigger language plpgsql as $$ begin"
                  " raise exception 'not this one'; end $$;"
                  " create trigger refuse_all before insert or update on ops.configuration"
                  " for each row execute function core.refuse_all()")
    # Leases that moved bring it there again, beside a setup: that ends after the refusal, and does not end the tries.
    database.rows("alter table ops.quota enable row level security; create policy slow on ops.quota for select"
                  " using ((select pg_sleep(3)) is not null); update ops.lease set taken_count = taken_count + 1")
    wait_for(lambda: "reloaded, polling" in daemon.log(), what="the end of the setup")
    assert "refuses the configuration in force, polling goes on" in daemon.log().split("reloaded, polling")[0]
    assert "takes the configuration again" not in daemon.log()
    database.rows("alter table ops.quota disable row level security")
    rollbacks = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark = database.one(rollbacks)
    wait_for(lambda: database.one(rollbacks) > mark + 4, what="tries that are far apart")
    database.rows("drop trigger refuse_all on ops.configuration")
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.log().count("reloaded, polling") > 1, what="the reload")
    time.sleep(5)  # a try that went well just before the signal has its own line
    reloads = daemon.log().count("reloaded, polling")
    time.sleep(31)  # the longest pause between two tries
    polls_go_on(city)
    assert daemon.log().count("reloaded, polling") == reloads, daemon.log()
    assert daemon.stop() == 0


def test_told_while_it_reads_its_file(make_city, make_daemon, database):
    """The signal waits until it is handled; here the file is a pipe, so the daemon surely reads when it comes."""
    daemon = make_daemon(make_city())
    text = daemon.config.read_bytes()
    daemon.config.unlink()
    os.mkfifo(daemon.config)
    daemon.start()
    with open(daemon.config, "wb") as pipe:  # opens when the daemon has opened it
        daemon.process.send_signal(signal.SIGHUP)
        after = daemon.config.with_name("after.yaml")
        after.write_bytes(text.replace(b"Dinas Kesehatan", b"Dinas Lain"))
        after.rename(daemon.config)  # what the reload finds
        pipe.write(text)
    wait_for(lambda: daemon.starts() or daemon.process.poll() is not None, what="the start")
    wait_for(lambda: database.rows("select code from core.unit where name = 'Dinas Lain'"), what="the file that came later")
    assert daemon.stop() == 0
