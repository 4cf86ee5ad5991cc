# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Several connections that write: each account on one of them at a time, and none of them needed."""

import time

import agree
import compare
import pytest
from served import Served
from stand import Daemon, settle, wait_for

WAITING = """
select count(*) from pg_locks
where locktype = 'advisory' and not granted and classid = %s and objid = %s
    and database = (select oid from pg_database where datname = current_database())
"""
HELD_UP = """
select exists (
    select
    from pg_stat_activity
    where application_name = 'pantaud writer' and wait_event = 'advisory' and datname = current_database()
)
"""
FENCES = "select account_id, stream, fence from ops.stream where active order by 1, 2"
OF_LANES = "and pid in (select pid from pg_stat_activity where query like 'select core.account_lock(%%')"
# The first time(s) only: a sequence is not put back by a rollback.
RAISE = """
create sequence core.tries;
grant usage on sequence core.tries to pantau_writer;
create function core.refuse_one() returns trigger language plpgsql as $$
begin
    if new.external_id = '%s' and nextval('core.tries') <= %s then
        raise exception 'deadlock detected' using errcode = '40P01';
    end if;
    return new;
end $$;
create trigger refuse_one before insert on core.message for each row execute function core.refuse_one();
"""


def lines(daemon, text):
    return [line for line in daemon.log().splitlines() if text in line]


def first_lane_is_up(database):
    return database.one(
        "select count(*) from pg_stat_activity where application_name = 'pantaud writer'"
        " and datname = current_database()"
    ) == 1


def test_an_account_that_is_held_holds_up_itself_alone(make_city, make_daemon, database):
    """Its pages wait in one lane; the other lane writes what comes of all other accounts."""
    city = make_city("--reveal", "hand")
    state = city.state()
    city.reveal(int((state["begin"] + state["end"]) / 2))
    assert make_daemon(city, run="before-").once().returncode == 0
    account, = database.rows(
        "select m.account_id from core.message as m join core.account as a using (account_id)"
        " where a.channel = 'facebook' group by 1 order by (select count(*) from core.message_mention as named"
        " where named.mentioned_account_id = m.account_id), count(*) desc limit 1")[0]
    holder = database.connect()
    holder.cursor().execute("select pg_advisory_lock(1, %s)", (account,))

    def held():
        return database.one("select count(*) from core.message where account_id = %s", account)

    first = held()
    city.reveal("all")
    # However slow the machine: while the account is held its page is not ended.
    daemon = make_daemon(city, settings=", statement_timeout: 1h")
    daemon.start()
    wait_for(lambda: database.one(WAITING + OF_LANES, 1, account), what="a lane that waits for the account")

    def visible():
        """Of accounts that are in no group with it: what is new is there, though a lane stands still."""
        return database.one("select count(*) from core.message where account_id <> %s", account)

    before = visible()
    wait_for(lambda: visible() > before, what="messages of other accounts")
    assert database.one(WAITING, 1, account) == 1, "two lanes with one account, or one that waits for what it names"
    assert held() == first, "an account was written while another held it"
    holder.close()
    assert daemon.stop() == 0
    assert not lines(daemon, "does not take writes"), daemon.log()
    agree.everything(settle(city, make_daemon(city, run="settle-")), database)


def test_marked_threads_are_derived_when_their_account_is_free(make_city, make_daemon, database):
    """What was not derived, for the account was held, is derived before the next figures; the others do not wait."""
    city = make_city()
    assert make_daemon(city, run="before-").once().returncode == 0
    (held, lost), (free, found) = database.rows(
        "select distinct on (i.source_account_id) i.source_account_id, i.source_id from core.inquiry as i"
        " where i.source_kind = 'message' and i.source_id in (select m.thread_key from core.message as m)"
        " order by 1, 2 limit 2")
    holder = database.connect()
    holder.cursor().execute("select pg_advisory_lock(1, %s)", (held,))
    for account, thread in ((held, lost), (free, found)):
        database.rows("delete from core.inquiry where source_account_id = %s and source_id = %s", account, thread)
        database.rows("insert into ops.stale_thread (government_id, account_id, thread_key) values (1, %s, %s)", account, thread)

    def is_there(account, thread):
        return database.one("select count(*) from core.inquiry where source_account_id = %s and source_id = %s", account, thread) > 0

    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: is_there(free, found), what="the thread of the account that is free")
    assert not is_there(held, lost)
    assert database.one("select count(*) from ops.stale_thread where account_id = %s", held) == 1
    holder.close()
    wait_for(lambda: is_there(held, lost), what="the thread of the account that was held")
    assert daemon.stop() == 0
    assert database.one("select count(*) from ops.stale_thread where account_id in (%s, %s)", held, free) == 0
    agree.everything(city.truth(), database)


def test_marks_that_stay_at_the_end_of_once(tmp_path, make_daemon, database):
    """It waits a minute for whoever holds the account, says once what is left, and does not end as if all were done."""
    holder = database.connect()
    holder.cursor().execute("select pg_advisory_lock(1, 4711)")
    for thread in ("one", "one", "two"):
        database.rows("insert into ops.stale_thread (government_id, account_id, thread_key) values (1, 4711, %s)", thread)
    with Served(tmp_path, "100064000000777", []).simulator as city:
        done = make_daemon(city).once()
    assert done.returncode == 1, done.stderr
    said = [line for line in done.stderr.splitlines() if "to be derived again" in line]
    assert len(said) == 1 and said[0].startswith("warning: 3 marks of threads to be derived again are left: "), said
    holder.close()


def test_a_thread_that_cannot_be_derived_is_told(make_city, make_daemon, database):
    """It keeps its mark and holds up no other; the line says which, since when and why, and when it is over."""
    city = make_city()
    assert make_daemon(city, run="before-").once().returncode == 0
    (account, bad), (other, good) = database.rows(
        "select distinct on (i.source_account_id) i.source_account_id, i.source_id from core.inquiry as i"
        " where i.source_kind = 'message' and i.source_id in (select m.thread_key from core.message as m)"
        " order by 1, 2 limit 2")
    for at, thread in ((account, bad), (other, good)):
        database.rows("delete from core.inquiry where source_account_id = %s and source_id = %s", at, thread)
        database.rows("insert into ops.stale_thread (government_id, account_id, thread_key) values (1, %s, %s)", at, thread)
    database.rows(f"alter table core.inquiry add constraint inquiry_test_check check (source_id <> '{bad}') not valid")
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.inquiry where source_id = %s", good) > 0, what="the other thread")
    wait_for(lambda: lines(daemon, "a thread cannot be derived"), what="a line of the thread that fails")
    (line,) = lines(daemon, "a thread cannot be derived")
    assert f"thread {bad} of " in line and "since 20" in line and "23514" in line and "inquiry_test_check" in line, line
    assert database.one("select count(*) from ops.stale_thread where failing_since is not null") == 1
    database.rows("alter table core.inquiry drop constraint inquiry_test_check")
    database.rows("update ops.stale_thread set failed_at = failed_at - interval '1 minute'")
    wait_for(lambda: lines(daemon, "each thread with a mark can be derived again"), what="a line that it is over")
    assert daemon.stop() == 0
    assert database.one("select count(*) from ops.stale_thread") == 0
    agree.everything(settle(city, make_daemon(city, run="settle-")), database)


def test_one_connection_less(make_city, make_daemon, database):
    """Lost and not given back: told once, with what to do; everything is written over the one that is left."""
    city = make_city("--reveal", "hand")
    state = city.state()
    city.reveal(int((state["begin"] + state["end"]) / 2))
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.message") > 0, what="messages")
    wait_for(lambda: first_lane_is_up(database), what="the first lane")
    database.rows("alter role pantau_writer connection limit 2")
    try:
        wait_for(lambda: database.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'pantaud writer 2' and datname = current_database()"), what="the second lane")
        told = "1 of 2 connections for writing stand, nothing is lost but writing is slower: "
        wait_for(lambda: lines(daemon, told), what="the trouble")
        assert "too many connections for role" in lines(daemon, told)[0]
        written = database.one("select count(*) from core.message")
        city.reveal("all")
        wait_for(lambda: database.one("select count(*) from core.message") > written, what="more messages")
        assert len(lines(daemon, told)) == 1
    finally:
        database.rows("alter role pantau_writer connection limit -1")
    wait_for(lambda: lines(daemon, "all connections for writing stand again"), what="the end of it")
    assert daemon.stop() == 0
    assert not lines(daemon, "the database is away"), daemon.log()
    agree.everything(settle(city, daemon), database)


def refuse(city, database, times):
    message = next(m for m in city.truth()["messages"] if m["kind"] == "comment" and compare.stands(m))
    database.rows(RAISE % (message["external_id"], times))


def test_in_each_others_way(make_city, make_daemon, database):
    """What the server ended for the sake of another transaction is repeated, and nobody is told."""
    city = make_city()
    refuse(city, database, 3)
    daemon = make_daemon(city)
    done = daemon.once()
    assert done.returncode == 0 and "does not take writes" not in done.stderr, done.stderr
    assert database.one("select last_value from core.tries") == 4
    agree.everything(city.truth(), database)


LAST_VISITS = """
create function core.last_visits() returns trigger language plpgsql as $$
begin
    if current_query() ~ 'progress_flush' then
        %s;
    end if;
    return null;
end $$;
create trigger last_visits before insert or update on ops.target
for each statement execute function core.last_visits();
"""


def test_figures_rest_on_the_last_visits(make_city, make_daemon, database):
    """However long it takes to note them, over another connection than that of the figures."""
    city = make_city()
    database.rows(LAST_VISITS % "perform pg_sleep(3)")
    done = make_daemon(city).once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)


def test_last_visits_that_cannot_be_noted(make_city, make_daemon, database):
    """It says so after a minute, and ends; the figures are those of what is held."""
    city = make_city()
    database.rows(LAST_VISITS % "raise exception 'the disk is full' using errcode = '53100'")
    done = make_daemon(city, more=Daemon.FAST.replace("shutdown_timeout: 100s", "shutdown_timeout: 1s")).once()
    assert done.returncode == 1, done.stderr
    assert "progress_flush: the disk is full" in done.stderr, done.stderr
    assert "not everything was written within a minute, the figures are made without it, " in (
        done.stderr), done.stderr
    assert not compare.figures(database)
    database.rows("drop trigger last_visits on ops.target")
    agree.everything(settle(city, make_daemon(city, run="settle-")), database)


def test_last_visits_whose_rows_are_held(make_city, make_daemon, database):
    """It waits for nobody for ever, and says what is missing; the figures are those of what is held."""
    city = make_city()
    assert make_daemon(city, run="before-").once().returncode == 0
    holder = database.connect()
    cursor = holder.cursor()
    cursor.execute("begin; select from ops.target where held = 0 and account_id in (select account_id"
                            " from core.account where channel = 'facebook') order by published_at desc limit 1 for update")
    assert cursor.rowcount == 1
    done = make_daemon(city).once()
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("not all that was visited is noted: another session holds the rows, ") == 1, done.stderr
    holder.close()
    assert not compare.figures(database)
    agree.everything(settle(city, make_daemon(city, run="settle-")), database)


def test_in_each_others_way_for_long(make_city, make_daemon, database):
    """It is not repeated for ever without a word."""
    city = make_city()
    refuse(city, database, 6)
    daemon = make_daemon(city)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("the database does not take writes now, polling waits: message_write: deadlock detected") == 1
    assert done.stderr.count("the database takes writes again") == 1
    agree.everything(city.truth(), database)


def test_figures_make_way_for_facts(make_city, make_daemon, database):
    """While all connections write no round begins for half a minute; then one does, though they still write."""
    city = make_city("--reveal", "hand")
    state = city.state()
    city.reveal(int((state["begin"] + state["end"]) / 2))
    assert make_daemon(city, run="before-").once().returncode == 0
    daemon = make_daemon(city, more=Daemon.FAST.replace("ageing_interval: 5s", "ageing_interval: 1h"),
                         settings=", writers: 1, statement_timeout: 5m")
    account, = database.rows(
        "select m.account_id from core.message as m join core.account as a using (account_id)"
        " where a.channel = 'facebook' group by 1 order by count(*) desc limit 1")[0]

    def late():
        """Seconds until a day that is marked right after a round is made anew by the next."""
        started = time.monotonic()
        database.rows("insert into core.dirty (government_id, unit_id, channel, day)"
                      " select government_id, unit_id, channel, opened_on from core.inquiry limit 1")
        wait_for(lambda: database.one("select count(*) from core.dirty") == 0, 180, what="a round")
        return time.monotonic() - started

    daemon.start()
    late()
    wait_for(lambda: late() < 15, what="a round soon after another")
    holder = database.connect()
    holder.cursor().execute("select pg_advisory_lock(1, %s)", (account,))
    city.reveal("all")
    wait_for(lambda: database.one(WAITING, 1, account), what="a writer that waits for the account")
    late()  # a pause may have been under way
    assert late() > 15
    assert database.one(WAITING, 1, account) == 1
    holder.close()
    wait_for(lambda: late() < 15, what="a round soon after another")
    assert daemon.stop() == 0


@pytest.mark.parametrize("writers", [1, 2])
def test_a_government_that_is_held_longer_than_the_lease(make_city, make_daemon, database, writers):
    """A rebuild holds all of it: what is written of it waits, though no longer than a statement may take. The lease is
    renewed all the time behind what waits, no stream is taken anew, and quiet polls are noted."""
    city = make_city("--reveal", "hand")
    state = city.state()
    city.reveal(int((state["begin"] + state["end"]) / 2))
    settle(city, make_daemon(city, run="before-"))
    more = Daemon.FAST.replace("collector: {", "collector: { lease: 9s,")
    daemon = make_daemon(city, more=more, settings=f", writers: {writers}, statement_timeout: 1h")
    daemon.start()
    streams = database.one("select count(*) from ops.stream where active")
    wait_for(lambda: database.rows("select taken_count from ops.lease") != [], what="the lease")
    wait_for(lambda: database.one("select count(*) from ops.stream where active and lease_owner is not null") == streams,
             what="all streams")
    taken, fences = database.one("select taken_count from ops.lease"), database.rows(FENCES)
    holder = database.connect()
    holder.cursor().execute("begin; select core.government_hold(array(select government_id from core.government))")
    city.reveal("all")
    wait_for(lambda: database.one(HELD_UP), what="a page on the connection that renews the lease")
    began = database.one("select clock_timestamp()")
    while database.one("select clock_timestamp() < %s + interval '20 s'", began):
        assert database.one("select count(*) from ops.lease where lease_until >= clock_timestamp()") == 1, daemon.log()
        time.sleep(0.2)
    wait_for(lambda: database.one(HELD_UP), what="it to wait still")
    assert database.one("select max(last_success_at) > %s from ops.stream", began), "no quiet poll was noted meanwhile"
    assert not lines(daemon, "does not take writes"), daemon.log()
    holder.close()
    ended = database.one("select clock_timestamp()")
    wait_for(lambda: database.one("select count(*) from ops.stream where active and interval_s < 60"
                                  " and last_success_at < %s", ended) == 0, what="each of the quick streams once more")
    assert database.one("select taken_count from ops.lease") == taken and database.rows(FENCES) == fences
    assert daemon.stop() == 0
    assert not lines(daemon, "progress_flush: ") and not lines(daemon, "leases could not be renewed"), daemon.log()
    assert database.one("select count(*) from ops.stream where lease_owner is not null") == 0
    agree.everything(settle(city, make_daemon(city, run="settle-")), database)
