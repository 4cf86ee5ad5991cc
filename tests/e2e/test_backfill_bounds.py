# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl backfill at its bounds: what cannot be meant is refused with a word, a platform that knows no time is
read from its newest, complaints have a history, too, and after a kill what it tells of itself is the truth."""

import datetime
import threading
import time

import compare
import stand
import test_open311
from network import Front
from test_backfill import ago, recent
from test_ctl import ctl, operator
from test_network import closing, point  # noqa: F401  (closing is a fixture)
from test_reload import edit

FROM = f"--from={ago(40)}"
CLOSED = b'{"error": {"message": "(#10) not for you", "type": "OAuthException", "code": 10}}'


def iso(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).isoformat()


def test_what_cannot_be_meant(make_city, make_daemon, database):
    operator(database)
    city = make_city()
    assert make_daemon(city).once().returncode == 0
    account = f"facebook:{city.pages[0].id}"
    both = "backfill takes ACCOUNT, --from and a later --to"
    future = "--to lies in the future: what is not written yet cannot be read back"
    for words, told in (
        ((account, FROM, f"--to={ago(50)}"), both),
        ((account, FROM, FROM.replace("from", "to")), both),
        ((account, FROM), both),
        ((account, f"--to={ago(1)}"), both),
        ((FROM, f"--to={ago(1)}"), both),
        ((account, "--cancel", FROM, f"--to={ago(1)}"), both),
        ((account, FROM, f"--to={ago(-1)}"), future),
        ((account, f"--from={ago(-1)}", f"--to={ago(-2)}"), future),
        (("facebook:4711", FROM, f"--to={ago(1)}"), 'no active account "facebook:4711"; see: pantauctl sources'),
        ((account, FROM, f"--to={ago(1)}", "-g", "99.99"), f'no active account "{account}"; see: pantauctl sources'),
        (("--cancel",), "--cancel takes ACCOUNT"),
    ):
        assert ctl(database, "backfill", *words) == (2, None, f"pantauctl: {told}\n"), words
    database.rows("update ops.stream set active = stream = 'account'")
    told = f"facebook:{city.pages[0].handle} has no history to read: none of posts, comments, mentions and complaints is polled of it\n"
    status, got, err = ctl(database, "backfill", account, FROM, f"--to={ago(1)}")
    assert (status, got, err.splitlines(True)[-1]) == (2, None, f"pantauctl: {told}"), err
    assert database.one("select count(*) from ops.backfill") == 0


def test_a_day_begins_where_the_government_is(make_city, make_daemon, database):
    """Midnight in Jakarta is 17:00 of the day before in UTC; a time is what it says."""
    operator(database)
    city = make_city()
    assert make_daemon(city).once().returncode == 0
    account = f"facebook:{city.pages[0].id}"
    day = datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=3)
    asked = ctl(database, "backfill", account, f"--from={day - datetime.timedelta(days=30)}", f"--to={day}")
    assert asked[0] == 0, asked
    assert database.rows("select distinct from_at, to_at from ops.backfill") == [tuple(
        datetime.datetime.combine(at - datetime.timedelta(days=1), datetime.time(17), datetime.timezone.utc)
        for at in (day - datetime.timedelta(days=30), day))]
    assert ctl(database, "backfill", account, f"--from={day}", f"--to={day}T00:00:00Z")[0] == 0
    # From midnight to midnight is no time, and 17:00 of the day before is that midnight.
    before = day - datetime.timedelta(days=1)
    assert ctl(database, "backfill", account, f"--from={day}", f"--to={before}T17:00:00Z")[0] == 2


def test_a_list_that_knows_no_time(make_city, make_daemon, database):
    """From before the account was there, and of a time in between: what is newer comes along, nothing is missing."""
    operator(database)
    city = make_city("--channels", "youtube,tiktok")
    daemon = make_daemon(city)
    edit(daemon, lambda config: config["collector"].update(history="3d"))
    assert daemon.once().returncode == 0
    truth = city.truth()
    daemon.start()
    stand.wait_for(lambda: ctl(database, "status")[1]["daemons"][0]["state"] == "running", what="a sign of life")
    for channel in ("youtube", "tiktok"):
        whole, part = city.of(channel)[:2]
        for account, begin, end in ((whole, "--from=1970-01-01", 0), (part, FROM, 8)):
            status, got, err = ctl(database, "backfill", f"{channel}:{account.id}", begin, f"--to={ago(end)}", "--wait",
                                   "--timeout=10m")
            assert (status, err) == (0, ""), (got, err, daemon.log())
            assert {(row["state"], row["percent"], row["error"]) for row in got} == {("done", 100, None)}, got
            said = [words for words in compare.posts(truth, database) if f"'{account.id}'" in words]
            assert said == [], (channel, said)
    said = compare.messages(truth, database, gone_too=True)
    for channel in ("youtube", "tiktok"):
        assert [words for words in said if f"'{city.of(channel)[0].id}'" in words] == []
    assert daemon.stop() == 0


class Gate:
    """Holds back an answer that is of a history, from the nth on, until it is opened."""

    def __init__(self, city, closing, is_one, nth):  # noqa: F811
        self.seen, self.held, self.open, self.broken = [], threading.Event(), threading.Event(), None
        self.closed = None
        self.is_one, self.nth = is_one, nth
        self.front = closing(Front(city.port, answer=self.answer))

    def answer(self, request, _):
        if self.closed is not None and self.closed in request.path:
            return 400, [("Content-Type", "application/json")], CLOSED
        if self.broken is not None and self.broken in request.path:
            return 500, [("Content-Type", "text/plain")], b"trouble"
        if self.is_one(request.path):
            self.seen.append(request.path)
            if len(self.seen) >= self.nth and not self.open.is_set():
                self.held.set()
                self.open.wait(600)
        return None


def test_complaints(make_city, make_daemon, database, closing):  # noqa: F811
    """A feed that answers by time, killed in the middle of it: each window once, and in the end the truth."""
    operator(database)
    city = make_city("--channels", "facebook", "--feeds", test_open311.FEED)
    since = ago(4)[:10]
    gate = Gate(city, closing, lambda path: "start_date=" in path and path.split("start_date=")[1][:10] < since, 3)
    daemon = make_daemon(city)
    daemon.config.write_text(daemon.config.read_text().replace(
        f"http://127.0.0.1:{city.port}/o311", f"{gate.front.origin}/o311") + "http: { timeout: 10m }\n")
    edit(daemon, lambda config: (config["collector"].update(history="3d"), config["feeds"][0].update(window="7d")))
    assert daemon.once().returncode == 0
    truth = city.truth()
    assert test_open311.complaints(truth, database) != [] and gate.seen == []
    place = "select cursor, last_complete_at from ops.stream where stream = 'complaints'"
    daemon.start()
    words = ["backfill", test_open311.FEED, FROM, f"--to={ago(0)}"]
    assert ctl(database, *words)[0] == 0
    stand.wait_for(gate.held.is_set, what="the third page")
    told = "select request_count::int from ops.backfill"
    stand.wait_for(lambda: database.one(told) == 2, what="two pages written down")
    daemon.kill()
    half = database.one(told)
    stood = database.rows(place)
    status, got, _ = ctl(database, "backfill")
    assert (status, [(row["stream"], row["state"]) for row in got]) == (0, [("complaints", "running")]), got
    assert 0 < got[0]["percent"] < 100 and got[0]["requests"] == half, got
    gate.open.set()
    daemon.start()
    status, got, err = ctl(database, *words, "--wait", "--timeout=10m")
    assert (status, err) == (0, "") and (got[0]["state"], got[0]["percent"]) == ("done", 100), (got, err, daemon.log())
    assert len(gate.seen) - len(set(gate.seen)) <= 1 and got[0]["requests"] > half + 2, gate.seen
    assert [*test_open311.complaints(truth, database), *test_open311.said(truth, database),
            *test_open311.waits(truth, database)] == []
    assert database.rows(place)[0][1] >= stood[0][1], "the feed's own visits went on"
    assert daemon.stop() == 0


def test_what_could_not_be_read_is_told(make_city, make_daemon, database, closing):  # noqa: F811
    """One post's comments are never answered, another's are refused; a kill later it is still told that they lack, and
    all else is there."""
    operator(database)
    city = make_city("--days", "40", "--channels", "facebook", size="medium")
    truth, end = city.truth(), int(time.time()) - 4 * 86400
    posts = {page: sorted((post["published_at"], post["external_id"]) for post in truth["posts"] if compare.stands(post)
                          and post["account"] == page.id and post["published_at"] < end) for page in city.pages}
    page = max(posts, key=lambda page: len(posts[page]))
    old = posts[page][-24:]  # four more than are visited before the next ones are asked for
    below = {post: {m["external_id"] for m in truth["messages"] if m["post"] == post and compare.stands(m)
                    and m["kind"] in ("comment", "reply")} for _, post in old}
    begin, (broken, closed, *_) = old[0][0], [post for _, post in reversed(old[4:]) if below[post]]
    gate = Gate(city, closing, lambda path: any(f"/{post}/comments" in path for _, post in old[:4]), 1)
    gate.broken, gate.closed = f"/{broken}/comments", f"/{closed}/comments"
    daemon = point(make_daemon(city), city, facebook=gate.front.origin, times="timeout: 10m")
    edit(daemon, recent)
    assert daemon.once().returncode == 0
    daemon.start()
    words = ["backfill", f"facebook:{page.id}", f"--from={iso(begin)}", f"--to={iso(end)}"]
    assert ctl(database, *words)[0] == 0
    stand.wait_for(gate.held.is_set, what="a post behind the first twenty")
    # What is visited for it stands in the plan, under its name.
    plan = [row for row in ctl(database, "plan", words[1], "--limit=200")[1] if row["reason"] == "backfill"]
    assert {row["stream"] for row in plan} == {"comments"}, plan
    assert {row["target"] for row in plan} <= {post for _, post in old} and "somebody asked for" in plan[0]["why"], plan
    daemon.kill()
    row = database.dicts("select * from ops.backfill where stream = 'comments'")[0]
    assert row["state"] == "running" and row["cursor"].split(" ")[1] == "2", row
    gate.open.set()
    daemon.start()
    status, got, err = ctl(database, *words, "--wait", "--timeout=10m")
    assert (status, err) == (0, ""), (got, err, daemon.log())
    by = {row["stream"]: row for row in got}
    assert {row["state"] for row in got} == {"done"} and by["comments"]["posts_left"] == 2, got

    def lacking():
        held = {row[0] for row in database.rows("select external_id from core.message where gone_by is null")}
        return {post: sorted(ids - held) for post, ids in below.items() if ids - held}

    assert lacking() == {post: sorted(below[post]) for post in (broken, closed)}
    # Mended, and asked for again. What was refused is looked at once a day.
    gate.broken = gate.closed = None
    status, got, err = ctl(database, *words, "--again", "--wait", "--timeout=10m")
    assert {row["stream"]: row for row in got}["comments"]["posts_left"] == 1, got
    assert lacking() == {closed: sorted(below[closed])}
    assert daemon.stop() == 0
