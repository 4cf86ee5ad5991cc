# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Hard moments of a running pantaud, as its operator lives them: one post that always fails, a stop that
comes while the database stands still, a daemon that dies beside another one, signals and notifications in
floods. Each is said in one line, and nothing is forgotten."""

import re
import signal
import subprocess
import time

import pytest

import agree
import compare
import stand
from stand import wait_for
from test_reload import edit, polls_go_on, visited

FAST = stand.Daemon.FAST


def lines(daemon, text):
    return [line for line in daemon.log().splitlines() if text in line]


def busiest(city):
    """A page and one of its posts."""
    truth = city.truth()
    message = next(m for m in truth["messages"] if m["kind"] == "comment" and compare.stands(m))
    return message["account"], message["post"]


# ---- one post among many ----


@pytest.mark.parametrize("kind", ["500", "loop2"])
def test_one_bad_post_is_one_line(make_city, make_daemon, database, kind):
    """Through its trouble the other posts are visited well: that is no end of it."""
    city, daemon = visited(make_city, make_daemon, database)
    page, post = busiest(city)
    mark = len(city.served())
    city.fault(kind, match=f"/{post}/comments", times=-1)

    def others():
        return [
            line for line in city.served()[mark:]
            if line["path"].endswith("/comments") and post not in line["path"] and line["status"] == 200
            and page in line["path"]
        ]

    def tries():
        return [line for line in city.served()[mark:] if f"/{post}/comments" in line["path"]]

    wait_for(lambda: len(tries()) >= 21 and len(others()) >= 3, what="visits of both")
    said = [line for line in lines(daemon, page) if "next try in" in line and "comments" in line]
    assert len(said) == 1 and post in said[0], daemon.log()
    assert not [line for line in lines(daemon, page) if "works again" in line], daemon.log()
    city.clear_faults()
    wait_for(lambda: [x for x in lines(daemon, page) if "works again" in x], what="the end of it")
    assert daemon.stop() == 0


def test_a_post_that_fails_for_ever_fails_once(make_city, make_daemon, database):
    """With --once: tried a few times, given up, said, and the exit status says it too."""
    city = make_city()
    page, post = busiest(city)
    city.fault("500", match=f"/{post}/comments", times=-1)
    done = make_daemon(city).once()
    assert done.returncode == 1, done.stderr
    assert re.search(r"not caught up: 0 streams and 1 targets? (was|were) given up", done.stderr), done.stderr
    assert database.one("select count(*) from ops.run where target = %s and error is not null", post) == 3
    truth = city.truth()
    others = [m for m in truth["messages"] if m["post"] != post]
    assert [x for x in compare.messages({**truth, "messages": others}, database) if "is missing" in x] == []


def test_a_post_that_is_refused_is_refused_alone(make_city, make_daemon, database):
    """No permission for the comments of one post: those of all others come."""
    city = make_city()
    page, post = busiest(city)
    city.fault("permission", match=f"/{post}/comments", times=-1)
    done = make_daemon(city).once()
    assert done.returncode == 1 and "0 streams and 1 targets" in done.stderr, done.stderr
    said = [line for line in done.stderr.splitlines() if post in line and "#10" in line]
    assert len(said) == 1 and page in said[0], done.stderr
    truth = city.truth()
    others = [m for m in truth["messages"] if m["post"] != post]
    assert [x for x in compare.messages({**truth, "messages": others}, database) if "is missing" in x] == []


def test_posts_that_are_all_refused_are_the_streams(make_city, make_daemon, database):
    """Three in a row are enough to know that the permission is missing; the other pages go on."""
    city = make_city()
    page, _ = busiest(city)
    posts = [post["external_id"] for post in city.truth()["posts"] if post["account"] == page]
    for post in posts:
        city.fault("permission", match=f"/{post}/comments", times=-1)
    done = make_daemon(city).once()
    assert done.returncode == 1 and "1 streams and 2 targets" in done.stderr, done.stderr
    asked = [line for line in city.served() if line["status"] == 403]
    assert len(posts) > 3 and len(asked) == 3, len(asked)
    cause = "select cause, verdict from ops.stream as s join core.account as a using (government_id, account_id)" \
        " where a.external_id = %s and s.stream = 'comments'"
    assert database.rows(cause, page) == [("permission", "denied")]
    truth = city.truth()
    others = [m for m in truth["messages"] if m["account"] != page]
    assert [x for x in compare.messages({**truth, "messages": others}, database) if "is missing" in x] == []


# ---- long lists ----


def test_a_long_post_is_seen_once_and_whole(make_city, make_daemon, database):
    """More pages than one visit may ask for: the next visit goes on, nothing is asked twice, and the post
    counts as seen whole, deletions included."""
    city = make_city()
    daemon = make_daemon(city, more=FAST.replace("collector: {", "collector: { pages_per_visit: 1,"))
    edit(daemon, lambda config: config["platforms"]["facebook"].update(comments_page=3, posts_page=5))
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    asked = [
        (line["path"], line["query"].get("after"), line["query"].get("limit")) for line in city.served()
        if line["path"].endswith("/comments") and line["status"] == 200
    ]
    assert len(asked) == len(set(asked)) > 100, "a page was asked for again"
    assert database.one("select count(*) from ops.target where last_success_at is null") == 0
    agree.everything(city.truth(), database)


# ---- the end ----


WAIT = """
create function core.wait_for_test() returns trigger language plpgsql security definer as $$
begin
    perform pg_advisory_xact_lock_shared(4711);
    return new;
end $$;
create trigger wait_for_test before insert on core.message
for each row execute function core.wait_for_test();
"""


def stands_still(database):
    """Nobody can write messages until the connection is closed; all else goes on."""
    database.rows(WAIT)
    holder = database.connect()
    holder.cursor().execute("select pg_advisory_lock(4711)")
    return holder


def waits(database):
    return database.one(
        "select count(*) from pg_stat_activity"
        " where application_name like 'pantaud writer%%' and wait_event = 'advisory'"
    ) > 0


def writing(daemon, database):
    holder = stands_still(database)
    daemon.start()
    wait_for(lambda: waits(database), what="a transaction that waits")
    return holder


def test_a_stop_past_its_time(make_city, make_daemon, database):
    """What is being written is dropped, and nothing of it is left in memory."""
    city = make_city()
    daemon = make_daemon(city, more=FAST.replace("shutdown_timeout: 100s", "shutdown_timeout: 1s"))
    holder = writing(daemon, database)
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began > 0.8
    assert len(lines(daemon, "stopped before everything was written")) == 1, daemon.log()
    holder.close()
    assert daemon.once().returncode == 0
    agree.everything(city.truth(), database)


def test_frozen_in_a_transaction(make_city, make_daemon, database):
    """A daemon that stands still keeps no locks: its session ends, and all is written when it wakes up."""
    city = make_city()
    daemon = make_daemon(city, settings=", statement_timeout: 4s")
    holder = writing(daemon, database)
    daemon.process.send_signal(signal.SIGSTOP)
    holder.close()
    session = "select count(*) from pg_stat_activity where application_name like 'pantaud writer%%'" \
        " and datname = current_database() and xact_start is not null"
    try:
        wait_for(lambda: database.one(session) == 0, what="the end of its transactions")
    finally:
        daemon.process.send_signal(signal.SIGCONT)
    wait_for(lambda: database.one("select count(*) from core.message") > 0, what="messages")
    assert daemon.stop() == 0
    agree.everything(stand.settle(city, daemon), database)


LEAVES = """
create function ops.wait_for_test() returns trigger language plpgsql security definer as $$
begin
    perform pg_advisory_xact_lock_shared(4711);
    return old;
end $$;
create trigger wait_for_test before delete on ops.lease for each row execute function ops.wait_for_test();
"""


def test_leases_go_back_for_good(make_city, make_daemon, database):
    """A renewal whose time comes while they go back does not take them again."""
    daemon = make_daemon(make_city(), more=FAST.replace("collector: {", "collector: { lease: 1s,"))
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.message") > 0, what="messages")
    database.rows(LEAVES)
    holder = database.connect()
    holder.cursor().execute("select pg_advisory_lock(4711)")
    daemon.process.send_signal(signal.SIGTERM)
    wait_for(lambda: waits(database), what="the end of the lease")
    time.sleep(1)  # several renewals
    holder.close()
    assert daemon.process.wait(stand.PATIENCE_S) == 0
    assert database.rows("select instance, lease_until from ops.lease") == []
    assert database.one("select count(*) from ops.stream where lease_owner is not null") == 0


def test_told_to_stop_twice(make_city, make_daemon, database):
    daemon = make_daemon(make_city())
    holder = writing(daemon, database)
    daemon.process.send_signal(signal.SIGTERM)
    wait_for(lambda: lines(daemon, "told to stop, finishing"), what="the first answer")
    time.sleep(0.5)
    assert daemon.process.poll() is None
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began < 80  # and not until the end of shutdown_timeout
    assert len(lines(daemon, "told to stop again")) == 1
    holder.close()


def test_once_told_to_stop_has_not_caught_up(make_city, make_daemon, database):
    daemon = make_daemon(make_city())
    holder = stands_still(database)
    process = stand.subprocess.Popen(
        daemon.command("--once"), stderr=open(daemon.log_path, "ab"), env=daemon.environment()
    )
    wait_for(lambda: waits(database), what="a transaction that waits")
    process.send_signal(signal.SIGINT)
    wait_for(lambda: lines(daemon, "told to stop, finishing"), what="the first answer")
    process.send_signal(signal.SIGINT)
    assert process.wait(stand.PATIENCE_S) == 1
    holder.close()


def test_a_stop_during_a_reload(make_city, make_daemon, database):
    """The reload that was under way does not start the polling anew."""
    _, daemon = visited(make_city, make_daemon, database)
    for _ in range(5):
        daemon.process.send_signal(signal.SIGHUP)
        time.sleep(0.02)
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(stand.PATIENCE_S) == 0, daemon.log()
        assert "Sanitizer" not in daemon.log()
        before = daemon.starts()
        daemon.start()
        wait_for(lambda: daemon.starts() > before, what="a start")  # noqa: B023
    assert daemon.stop() == 0


# ---- two daemons ----


def test_the_second_takes_over(make_city, make_daemon, database):
    """The first is killed: the other one polls everything within a lease, and says so."""
    city = make_city("--reveal", "hand", "--days", "14")
    more = FAST.replace("collector: {", "collector: { lease: 15s,")
    first, second = make_daemon(city, more=more), make_daemon(city, more=more)
    second.config = city.out / "run-second.yaml"
    second.config.write_text(first.config.read_text())
    second.log_path = city.out / "second.log"
    city.reveal(city.state()["begin"] + 86400)
    streams = "select count(*) from ops.stream where active"
    first.start()
    wait_for(lambda: first.starts(), what="the first")
    second.start()
    wait_for(lambda: lines(second, "are polled by another daemon"), what="the second's word")
    time.sleep(1)
    assert database.one(streams + " and lease_owner like '%%run-second.yaml'") == 0
    first.kill()
    wait_for(
        lambda: database.one(streams + " and lease_owner like '%%run-second.yaml'") == database.one(streams),
        what="the lease's end",
    )
    wait_for(lambda: lines(second, "streams are polled here now"), what="the takeover")
    city.reveal("all")
    newest = max(m["sent_at"] for m in city.truth()["messages"] if compare.stands(m))
    wait_for(
        lambda: database.one("select extract(epoch from max(sent_at)) from core.message") >= newest, 60,
        "the newest message, by the second daemon",
    )
    # The first comes back: it waits in its turn, and takes nothing from the one that works.
    first.start()
    wait_for(lambda: len(lines(first, "are polled by another daemon")) >= 1, what="the first's word")
    assert first.stop() == 0
    assert second.stop() == 0
    assert second.once().returncode == 0
    agree.everything(city.truth(), database)


# ---- floods ----


def test_a_storm_of_reloads(make_city, make_daemon, database):
    """The last file counts, though most signals come while an earlier one is still being obeyed; and posts
    whose visit a reload cut off are visited again."""
    city, daemon = visited(make_city, make_daemon, database)
    for number in range(30):
        edit(daemon, lambda config: config["schedules"]["fast"].update(mentions=f"{number + 5}s"))
        daemon.process.send_signal(signal.SIGHUP)
        time.sleep(0.03)
    kept = "select max(interval_s) from ops.stream where stream = 'mentions' and active"
    wait_for(lambda: database.one(kept) == 34, what="the last file")
    mark = len(city.served())
    truth = city.truth()
    fresh = {
        p["external_id"] for p in truth["posts"]
        if time.time() - p["published_at"] < 6 * 3600 and p["account"] in {page.id for page in city.pages}
    }

    def seen():
        return {
            part for line in city.served()[mark:] if line["path"].endswith("/comments")
            for part in line["path"].split("/")
        }

    wait_for(lambda: fresh <= seen(), what="every fresh post")
    assert daemon.process.poll() is None
    assert daemon.stop() == 0


def test_a_flood_of_notifications(make_city, make_daemon, database):
    """Whoever may connect may notify: that must not fill the daemon's queue."""
    city, daemon = visited(make_city, make_daemon, database)
    calls = "select calls from pg_stat_user_functions where funcname = 'request_take'"
    database.rows(f'alter database "{database.name}" set track_functions = \'all\'')
    assert daemon.stop() == 0
    daemon.start()
    wait_for(lambda: daemon.starts() == 3, what="the start")
    database.rows("select count(pg_notify('pantau_request', n::text)) from generate_series(1, 20000) as n")
    mark = len(city.served())
    wait_for(lambda: len(city.served()) > mark + 5, what="more polls")
    wait_for(lambda: database.one("select pg_notification_queue_usage()") == 0, what="the end of the flood")
    time.sleep(2)
    assert daemon.stop() == 0
    assert database.one(calls) < 200


def test_a_second_one_is_kept_out(make_city, make_daemon, database):
    """--once by hand beside the service: to the database both are one, so the second would poll what the first
    polls and give its streams back. The lock goes with the process, and without a folder there is none."""
    city = make_city()
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0
    (city.out / "state").mkdir()
    daemon.start()
    wait_for(lambda: daemon.starts() == 2, what="the start")
    done = daemon.once()
    assert done.returncode == 1 and f'another pantaud has state_directory "{city.out}/state"' in done.stderr, done.stderr
    assert database.one("select count(*) from ops.daemon where stopped_at is null") == 1
    daemon.kill()
    assert daemon.once().returncode == 0


def test_once_beside_a_daemon_that_holds_everything(make_city, make_daemon, database):
    """It polled nothing, and says so: a script must not take the other's work for its own."""
    city, first = visited(make_city, make_daemon, database)
    second = make_daemon(city, run="second-")
    done = second.once()
    assert done.returncode == 75, done.stderr
    said = done.stderr.splitlines()
    streams = database.one("select count(*) from ops.stream where active")
    assert said[-1].startswith(f"error: polled nothing: another daemon holds all {streams} streams"), said
    assert said[-1].endswith(f"instance=" + database.one("select distinct lease_owner from ops.stream where active")), said
    assert str(first.config) in said[-1] and "caught up" not in done.stderr, said
    assert first.stop() == 0
    assert second.once().returncode == 0


def test_a_log_that_nobody_reads(make_city, make_daemon, database):
    """Who read it is gone ("pantaud 2>&1 | less", a container's log): lines are lost, polling is not."""
    city = make_city()
    daemon = make_daemon(city)
    daemon.process = subprocess.Popen(daemon.command("run"), stderr=subprocess.PIPE, env=daemon.environment())
    assert b"polling" in daemon.process.stderr.readline()
    daemon.process.stderr.close()
    daemon.process.send_signal(signal.SIGHUP)
    reloads = "select max((status ->> 'reloads')::int) from ops.daemon"  # null until it told anything
    wait_for(lambda: daemon.process.poll() is not None or database.one(reloads), what="the reload, which is told")
    assert daemon.process.poll() is None, "it ended with its reader"
    polls_go_on(city)
    assert daemon.stop() == 0
