# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Old posts: a comment that comes late under one of them is found by the sweep, one under which somebody
begins to wait is visited again though the daemon was not there when it began, and the counters of each are looked
at when it reaches certain ages."""

import contextlib
import os
import signal
import threading
import time

import compare
from conftest import SEED
from network import Front
from stand import wait_for
from test_network import closing, point  # noqa: F401  (closing is a fixture)
from test_reload import edit

DAY = 86400
COMMENTS = (
    "select external_id from core.message where kind in ('comment', 'reply') and gone_by is null"
)
LISTED = (
    "select l.external_id from core.account as a cross join lateral"
    " ops.target_list(array[a.government_id], array[a.account_id]) as l"
)


def first(rows):
    return {row[0] for row in rows}


GROWN = ("--reveal", "hand", "--days", "60")


def with_a_late_comment(make_city):
    """The seed of a city where somebody comments after the first 15 days below a post of these: not each has one."""
    for seed in range(SEED, SEED + 50):
        city = make_city(*GROWN, seed=seed)
        city.reveal("all")
        truth, edge = city.truth(), city.state()["begin"] + 15 * DAY
        city.stop()
        published = {post["external_id"]: post["published_at"] for post in truth["posts"]}
        if any(message["kind"] in ("comment", "reply") and compare.stands(message)
               and published.get(message["post"], edge) < edge < message["visible_at"] for message in truth["messages"]):
            return seed
    raise AssertionError("no city has a late comment")


def grown_old(make_city, make_daemon, database, sweep, seed=SEED):
    """A city whose first 15 days were seen; and a daemon that lists new posts only, so that no count tells
    of what comes late under the old ones."""
    city = make_city(*GROWN, seed=seed)
    city.reveal(city.state()["begin"] + 15 * DAY)
    daemon = make_daemon(city)

    def change(config):
        config["platforms"]["facebook"]["posts_overlap"] = "1h"
        config["collector"]["sweep_interval"] = sweep

    edit(daemon, change)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    # In this world whoever writes late is answered late: as if nobody had waited, nothing speaks for a visit.
    database.rows("update ops.target set waiting = false, newest_at = null")
    return city, daemon


def test_late_comments_under_old_posts(make_city, make_daemon, database):
    city, daemon = grown_old(make_city, make_daemon, database, "8s", with_a_late_comment(make_city))
    city.reveal("all")
    truth = city.truth()
    old = first(database.rows("select external_id from ops.target")) - first(database.rows(LISTED))
    late = {
        m["external_id"] for m in truth["messages"]
        if m["kind"] in ("comment", "reply") and m["post"] in old and compare.stands(m)
    } - first(database.rows(COMMENTS))
    assert late, "the world holds no late comment"
    daemon.start()
    wait_for(lambda: late <= first(database.rows(COMMENTS)), what="every late comment")
    assert daemon.stop() == 0


def test_somebody_begins_to_wait(make_city, make_daemon, database):
    """Its last visit lies ahead, so that it is not the sweep that finds it."""
    city, daemon = grown_old(make_city, make_daemon, database, "20s")
    listed = first(database.rows(LISTED))
    not_listed_again = (  # the newest of a page are shown by its posts
        "select t.external_id from ops.target as t where exists (select from ops.target as newer"
        " where newer.account_id = t.account_id and newer.published_at > t.published_at + interval '1 day')"
    )
    quiet = next(row[0] for row in database.rows(not_listed_again) if row[0] not in listed)
    daemon.start()
    wait_for(lambda: daemon.starts() == 2, what="the start")
    mark = len(city.served())
    database.rows(
        "update ops.target set waiting = true, last_success_at = now() + interval '1 day' where external_id = %s",
        quiet,
    )
    wait_for(
        lambda: any(f"/{quiet}/comments" in line["path"] for line in city.served()[mark:]), what="a visit of it",
    )
    assert daemon.stop() == 0


SAMPLES_DUE = (
    "select distinct a.channel from (select array_agg(government_id) as"
    " g, array_agg(account_id) as a from core.account) as every cross join lateral ops.sample_next(every.g, every.a, %s)"
    " as s join core.account as a using (government_id, account_id)"
)


EDITED_DUE = (
    "select count(*) from (select array_agg(government_id) as g, array_agg(account_id) as a from core.account"
    " where channel = 'x') as every cross join lateral ops.sample_next(every.g, every.a, %s) as s"
    " join core.post as p using (government_id, account_id, external_id) where p.alias_ids <> '{}'"
)


def with_an_edited_post(make_city, database, *arguments):
    """A city with a post of X that was edited and came of age a day ago, or two: not each has one."""
    ages = database.one("select core.sample_ages()")
    for seed in range(SEED, SEED + 50):
        city = make_city(*arguments, seed=seed)
        for post in city.truth()["posts"]:
            age = time.time() - post["published_at"]
            if (post["channel"] == "x" and post["edited_at"] and compare.stands(post)
                    and any(0 < age - reached < 2 * DAY for reached in ages)):
                return city
        city.stop()
    raise AssertionError("no post of X is edited")


def unsee(database):
    """As if the last look at each had been soon after it was published."""
    for table in ("core.post_sample", "core.post_counter"):
        database.rows(
            f"update {table} as s set observed_at = p.published_at + interval '10 minutes' from core.post as p"
            " where (p.government_id, p.post_id) = (s.government_id, s.post_id)"
        )


def test_counters_at_each_age(make_city, make_daemon, database):
    """Answers that are the same as last time are not read, lists go back for some time only: yet each post that
    reached an age has a look at it, in the list (Facebook), by its id (X, which answers the id under which an edited
    one is kept with what it was at first), with its comments (Threads)."""
    city = with_an_edited_post(make_city, database, "--channels", "facebook,x,threads", "--days", "30")
    # A token of Threads is renewed ten seconds after the start; a reload reads what was kept.
    for folder in (city.out / "state", city.out / "state" / "credentials"):
        folder.mkdir(mode=0o700)
    daemon = make_daemon(city)
    edit(daemon, lambda config: config["platforms"]["facebook"].update(posts_overlap="1h"))
    assert daemon.once().returncode == 0
    daemon.start()
    wait_for(lambda: daemon.starts() == 2, what="the start")
    mark = len(city.served())
    wait_for(
        lambda: sum("/published_posts" in line["path"] for line in city.served()[mark:]) > 20, what="lists that are known"
    )
    unsee(database)
    asks = "execute on function ops.sample_next(int[], int[], timestamptz)"
    database.rows(f"revoke {asks} from pantau_writer")
    os.kill(daemon.process.pid, signal.SIGHUP)
    wait_for(lambda: "are kept could not be asked" in daemon.log(), what="the trouble")
    database.rows(f"grant {asks} to pantau_writer")
    moment = database.one("select now()")  # what comes of age later waits for the next hour
    assert first(database.rows(SAMPLES_DUE, moment)) == {"facebook", "x", "threads"}
    assert database.one(EDITED_DUE, moment) > 0, "no post of X that was edited is due"
    # What was being visited at that moment is named again with the next question: after an hour, or a reload.
    for _ in range(6):
        os.kill(daemon.process.pid, signal.SIGHUP)
        with contextlib.suppress(AssertionError):
            wait_for(lambda: database.rows(SAMPLES_DUE, moment) == [], 60)
            break
    assert database.rows(SAMPLES_DUE, moment) == [], "not each was looked at"
    assert "their counters are kept is known again" in daemon.log()
    assert daemon.stop() == 0
    assert compare.posts(city.truth(), database) == []


def test_counters_that_a_visit_under_way_does_not_show(make_city, make_daemon, database, closing):  # noqa: F811
    """Lists were asked for before the database named posts that reached an age: they go back some time only, so
    those that come next go back as far as the posts are old, and not an hour later."""
    city = make_city("--days", "30")
    answered = threading.Event()

    def answer(request, _):
        if "/published_posts" in request.path:
            answered.wait(600)

    front = closing(Front(city.port, answer=answer))
    daemon = point(make_daemon(city), city, facebook=front.origin, times="timeout: 10m")
    edit(daemon, lambda config: config["platforms"]["facebook"].update(posts_overlap="1h"))
    answered.set()
    assert daemon.once().returncode == 0
    unsee(database)
    database.rows("alter system set track_functions = 'all'")
    database.rows("select pg_reload_conf()")
    answered.clear()
    daemon.start()
    calls = "select coalesce(sum(calls), 0)::int from pg_stat_user_functions where funcname = 'sample_next'"
    wait_for(lambda: database.one(calls) > 0, what="the question which reached an age")
    time.sleep(1)  # its answer is read
    moment = database.one("select now()")
    assert first(database.rows(SAMPLES_DUE, moment)) == {"facebook"}
    answered.set()
    wait_for(lambda: database.rows(SAMPLES_DUE, moment) == [], what="a look at each")
    assert daemon.stop() == 0
