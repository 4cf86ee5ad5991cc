# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What takes too long for the database, again and again, has an end; what it refuses for a while is kept and
sent again: a poll that was made is never a gap of coverage."""

import pytest

import agree
import compare
from stand import Daemon, wait_for
from test_hard import visited
from test_refused import RAISE, one_comment

# Ended by the server as statement_timeout ends it, without the wait.
TOO_LONG = RAISE.replace("'%s'", "'canceling statement due to statement timeout'")


def lines(daemon, text):
    return [line for line in daemon.log().splitlines() if text in line]


@pytest.mark.parametrize("writers", [1, 2])
def test_a_page_that_always_takes_too_long(make_city, make_daemon, database, writers):
    """It is tried alone behind all others, then it is its own target's failed poll, with the cause said once."""
    city = make_city()
    truth, refused = one_comment(city)
    database.rows(TOO_LONG, refused["external_id"], "57014")
    daemon = make_daemon(city, settings=f", reconnect_max: 1s, writers: {writers}")
    done = daemon.once()
    assert done.returncode == 1 and "not caught up: 0 streams and 1 targets" in done.stderr, done.stderr
    said = lines(daemon, f"target={refused['post']}")
    assert len(said) == 1 and "message_write: canceling statement due to statement timeout" in said[0], said
    assert "Raise database.statement_timeout" in said[0], said
    others = [m for m in truth["messages"] if m["post"] != refused["post"]]
    lost = compare.messages({**truth, "messages": others}, database)
    assert [line for line in lost if "is missing" in line] == []
    runs = database.rows("select distinct target, hint from ops.run where error like '%%statement timeout%%'")
    assert [row[0] for row in runs] == [refused["post"]] and "statement_timeout" in runs[0][1], runs
    database.rows("drop trigger refuse_one on core.message")
    assert daemon.once().returncode == 0
    agree.everything(city.truth(), database)


@pytest.mark.parametrize("writers", [1, 2])
def test_once_does_not_wait_for_an_account_that_another_session_holds(make_city, make_daemon, database, writers):
    """Two tries alone of one page of each of its streams; it says who is to be looked for, and the others are written."""
    city = make_city()
    daemon = make_daemon(city, settings=f", statement_timeout: 1s, reconnect_max: 1s, writers: {writers}")
    assert daemon.once().returncode == 0
    page, = database.rows("select government_id, account_id, external_id from core.account"
                          " where channel = 'facebook' order by 2 limit 1")
    streams = database.one("select count(*) from ops.stream where government_id = %s and account_id = %s", *page[:2])
    ends = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark, last = database.one(ends), database.one("select max(run_id) from ops.run")
    holder = database.connect()
    holder.autocommit = False
    holder.cursor().execute("select pg_advisory_xact_lock(%s, %s)", page[:2])
    done = daemon.once()
    tries = database.one(ends) - mark
    assert done.returncode == 1 and "not caught up: " in done.stderr, done.stderr
    assert tries <= 3 * streams, (tries, streams, done.stderr)  # the first of each may be in company
    told = [line for line in done.stderr.splitlines() if page[2] in line]
    assert told and all("account_lock: canceling statement due to statement timeout" in line
                        and "Another session holds the account: pg_stat_activity" in line
                        and "database.statement_timeout" not in line for line in told), done.stderr
    assert "Another session holds" in next(x for x in done.stderr.splitlines() if "does not take writes now" in x)
    failed = database.rows("select distinct government_id, account_id, verdict, cause from ops.run"
                           " where error is not null and run_id > %s", last)
    assert failed == [(*page[:2], "busy", "database")], failed
    holder.close()
    assert daemon.once().returncode == 0
    agree.everything(city.truth(), database)


def test_a_government_that_another_session_holds_at_the_start(make_city, make_daemon, database):
    """Its configuration waits for the locks of a rebuild, and says who holds them; --once not for ever."""
    city = make_city("--days", "2")
    assert make_daemon(city, run="before-").once().returncode == 0
    daemon = make_daemon(city, settings=", statement_timeout: 1s, reconnect_max: 1s")
    holder = database.connect()
    holder.autocommit = False
    holder.cursor().execute("select core.government_hold(array(select government_id from core.government))")
    held = f"config_sync: government 32.98 is held by session {holder.get_backend_pid()} (pantau_admin) (SQLSTATE 55P03)"
    done = daemon.once()
    said, = [line for line in done.stderr.splitlines() if "cannot start: " in line]
    assert done.returncode == 1 and held in said, done.stderr
    mark, waits = len(lines(daemon, held)), "the configuration waits, nothing is polled, since 20"
    daemon.start()
    wait_for(lambda: len(lines(daemon, held)) > mark, what="the wait")
    assert waits in lines(daemon, held)[mark], daemon.log()
    holder.close()
    wait_for(lambda: lines(daemon, "the database takes the configuration again"), what="the end of it")
    assert daemon.stop() == 0


def refuse(database, table, when, event="insert"):
    database.rows(
        "create function core.refuse_all() returns trigger language plpgsql as $$ begin"
        " raise exception 'no space left' using errcode = '53100'; end $$;"
        f" create trigger refuse_all before {event} on {table} for each row when ({when})"
        " execute function core.refuse_all()"
    )


def test_notes_of_failures_are_kept(make_city, make_daemon, database):
    """Each poll that failed while the disk was full has its row in the end, once."""
    city = make_city()
    refuse(database, "ops.run", "true")
    daemon = make_daemon(city)
    city.fault(match="/lapor/", kind="500", times=-1)
    daemon.start()

    def failed():
        return len([line for line in city.served() if "/lapor/" in line["path"] and line["status"] == 500])

    wait_for(lambda: failed() >= 4 and lines(daemon, "a query was refused: run_insert"), what="refused notes")
    database.rows("drop trigger refuse_all on ops.run")
    wait_for(lambda: lines(daemon, "query run_insert: taken again"), what="the end of it")
    city.clear_faults()
    wait_for(lambda: lines(daemon, "works again"), what="polls that work")
    assert daemon.stop() == 0
    assert database.one("select count(*) from ops.run where http_status = 500") == failed()
    assert len(lines(daemon, "a query was refused")) == 1, daemon.log()


def test_polls_are_no_gap_where_the_disk_was_full(make_city, make_daemon, database):
    city, daemon = visited(make_city, make_daemon, database)
    page, = database.rows("select government_id, account_id, external_id from core.account"
                          " where channel = 'facebook' order by 2 limit 1")
    stream = "government_id = %s and account_id = %s and stream = 'posts'"
    interval = database.one(f"select interval_s from ops.stream where {stream}", *page[:2])

    def polls():
        return len([x for x in city.served() if x["path"].endswith(page[2] + "/published_posts") and x["status"] == 200])

    mark = polls()
    wait_for(lambda: polls() > mark + 2, what="answers that are known from then on")
    begin = database.one("select clock_timestamp()")
    refuse(database, "ops.stream", f"new.account_id = {page[1]} and new.stream = 'posts'", "update")
    mark = polls()
    wait_for(lambda: polls() > mark + 5 and lines(daemon, "a query was refused: "), what="polls")
    wait_for(lambda: database.one("select extract(epoch from clock_timestamp() - %s)", begin) > 4 * interval + 2,
             what="the length of a gap")
    end = database.one("select clock_timestamp()")
    database.rows("drop trigger refuse_all on ops.stream")
    wait_for(lambda: lines(daemon, ": taken again"), what="the end of it")
    wait_for(lambda: database.one(f"select last_success_at > %s from ops.stream where {stream}", end, *page[:2]),
             what="what was kept, and a later poll")
    assert daemon.stop() == 0
    gaps = database.rows(f"select gap_from, gap_to from ops.coverage_gap where {stream} and gap_from < %s and gap_to > %s",
                         *page[:2], begin, end)
    assert gaps == []
