# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl backfill: what lies before the history that is polled is read when somebody asks for it, goes on after a
kill where it stood, and waits where half of a quota is used. In the end it is the truth of that time."""

import datetime
import threading

import compare
import stand
from network import Front
from test_ctl import ctl, operator
from test_network import closing, point  # noqa: F401  (closing is a fixture)
from test_quota import budget
from test_reload import edit


def ago(days):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return moment.replace(microsecond=0).isoformat()


def recent(config):
    """Of the thirty days of the world the polls ask for three."""
    config["collector"].update(history="3d")
    config["platforms"]["facebook"].update(posts_page=1)


class Gate:
    """Holds back the third page of the posts' history, until it is opened."""

    def __init__(self):
        self.front, self.seen, self.held, self.open = None, [], threading.Event(), threading.Event()

    def answer(self, request, handler):
        if "until=" not in request.path or "/published_posts" not in request.path:
            return None
        self.seen.append(request.path)
        if len(self.seen) != 3:
            return None
        answer = self.front.ask_city(request, b"")
        self.held.set()
        self.open.wait(600)
        return answer


def missing(truth, database, page):
    """What of the page's posts and of what was written below them is not there, or is there otherwise."""
    said = compare.posts(truth, database) + compare.messages(truth, database, gone_too=True)
    return [words for words in said if f"'{page.id}'" in words]


def test_it_goes_on_after_a_kill(make_city, make_daemon, database, closing):  # noqa: F811
    operator(database)
    city = make_city()
    gate = Gate()
    gate.front = closing(Front(city.port, answer=gate.answer))
    daemon = point(make_daemon(city), city, facebook=gate.front.origin, times="timeout: 10m")
    edit(daemon, recent)
    assert daemon.once().returncode == 0
    truth, page = city.truth(), city.pages[0]
    assert len(missing(truth, database, page)) > 20
    place = "select cursor from ops.stream as s join core.account using (government_id, account_id)" \
        " where external_id = %s and stream = 'posts'"
    stood = database.one(place, page.id)
    words = ["backfill", f"facebook:{page.id}", f"--from={ago(40)}", f"--to={ago(0)}"]
    # Nobody runs who would begin: it is said, and kept.
    status, got, err = ctl(database, *words)
    assert status == 0 and "no daemon runs" in err, err
    assert [(row["stream"], row["state"], row["percent"]) for row in got] == [
        ("comments", "waiting", 0), ("mentions", "waiting", 0), ("posts", "waiting", 0)], got
    daemon.start()
    stand.wait_for(gate.held.is_set, what="the third page")
    told = "select request_count::int from ops.backfill where stream = 'posts'"
    stand.wait_for(lambda: database.one(told) == 2, what="two pages written down")
    daemon.kill()
    gate.open.set()
    daemon.start()
    status, got, err = ctl(database, *words, "--wait", "--timeout=10m")
    assert (status, err) == (0, ""), (got, err, daemon.log())
    assert [(row["stream"], row["state"], row["percent"], row["error"]) for row in got] == [
        ("comments", "done", 100, None), ("mentions", "done", 100, None), ("posts", "done", 100, None)], got
    assert got[2]["items"] > 2 and got[2]["changed"] > 2 and got[0]["posts_left"] == 0, got
    assert missing(truth, database, page) == []
    # Each list was begun once, and only what was not written down was asked for again.
    pages = gate.seen
    assert len([path for path in pages if "after=" not in path]) == 1, pages
    assert len(pages) - len(set(pages)) <= 1 and len(pages) > 4, pages
    assert database.one(place, page.id) == stood, "the schedule's own place is where it was"
    # Twice is once.
    asked = len(gate.seen)
    assert [row["state"] for row in ctl(database, *words)[1]] == ["done"] * 3
    assert len(ctl(database, "backfill")[1]) == 3
    assert ctl(database, "backfill", f"facebook:{page.id}", "--from=2026-01-02", "--to=2026-01-01")[0] == 2
    assert daemon.stop() == 0 and len(gate.seen) == asked


def test_it_leaves_half_of_a_quota_alone(make_city, make_daemon, database):
    """And goes on in what the others leave: here nothing, so it can be cancelled before it began."""
    operator(database)
    city = make_city()
    daemon = make_daemon(city)
    edit(daemon, recent)
    page, _ = budget(daemon, city, 12)
    daemon.start()
    stand.wait_for(lambda: database.one("select coalesce(sum(units), 0)::int from ops.quota_spent") >= 6, what="half of it")
    words = ["backfill", f"facebook:{page.id}", f"--from={ago(40)}", f"--to={ago(0)}"]
    other = city.pages[1]
    assert ctl(database, *words)[0] == 0
    assert ctl(database, words[0], f"facebook:{other.id}", *words[2:], "--wait", "--timeout=10m")[0] == 0
    rows = {row["external_id"]: row for row in ctl(database, "backfill")[1] if row["stream"] == "posts"}
    assert (rows[page.id]["state"], rows[page.id]["requests"]) == ("waiting", 0), rows
    assert (rows[other.id]["state"], rows[other.id]["percent"]) == ("done", 100), rows
    assert missing(city.truth(), database, other) == []
    ended = ctl(database, "backfill", f"facebook:{page.id}", "--cancel")[1]
    assert {row["state"] for row in ended} == {"cancelled"}, ended
    assert daemon.stop() == 0
