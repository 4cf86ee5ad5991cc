# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""A running daemon reads of a page that changed only what it does not know: nothing is missed by that,
and the last state of each item is what stands in the database."""

import datetime
import re
import time

import agree
import compare
from served import rule
from stand import wait_for

POLL = (
    "insert into ops.request (kind, government_id, account_id, stream)"
    " select 'poll', government_id, account_id, stream from ops.stream where stream = 'comments'"
)


def ask(database, until):
    while not until():
        database.rows(POLL)
        database.rows("notify pantau_request")
        time.sleep(0.1)


def comments_served(city):
    return sum("/comments" in entry["path"] for entry in city.served())


def likes_of_city(city):
    return {
        item["id"]: item["like_count"]
        for page in city.pages
        for post in city.walk(page, f"/{page.id}/published_posts", fields="id", limit=100)
        for item in city.comments(page, post["id"])
    }


def test_what_changes_on_known_pages_is_stored(make_city, make_daemon, database):
    city = make_city("--bench", "3", "40", "--accounts", "2", "--changing")
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.message") == 120, what="the first pass")
    served = comments_served(city)
    ask(database, lambda: comments_served(city) > served + 60)
    assert daemon.stop() == 0
    changed = database.rows("select changed from ops.run where stream = 'comments' order by run_id offset 3")
    assert len(changed) > 50 and {row[0] for row in changed} == {1}
    # Each visit changes one item of its page, these too: one of each post may differ, no more; and of the
    # visits that the stop cut off.
    cut_off = comments_served(city) - len(changed) - 3
    there = likes_of_city(city)
    stored = dict(database.rows("select external_id, likes from core.message"))
    assert stored.keys() == there.keys()
    assert sum(stored[item] != there[item] for item in there) <= 3 + cut_off


def test_a_city_that_goes_on_writing(make_city, make_daemon, database):
    city = make_city("--reveal", "hand")
    state = city.state()
    daemon = make_daemon(city)
    city.reveal(int(state["begin"] + 0.2 * (state["end"] - state["begin"])))
    daemon.start()
    for share in (4, 6, 8, 10):
        city.reveal(int(state["begin"] + share / 10 * (state["end"] - state["begin"])))
        served = comments_served(city)
        wait_for(lambda: comments_served(city) > served + 10, what="another round")  # noqa: B023
    assert daemon.stop() == 0
    assert compare.nothing_twice(database) == []
    assert daemon.once().returncode == 0
    agree.everything(city.truth(), database)


def watermarks(database):
    """Of each stream whose lists have one, without the place: seconds since 1970, or None."""
    rows = database.rows("select stream, convert_from(cursor, 'utf8') from ops.stream where cursor is not null")
    marks = {stream: int(cursor.split("\n")[0].split(" ")[2]) for stream, cursor in rows}
    return {stream: None if mark < 0 else mark // 1_000_000 for stream, mark in marks.items()}


def test_a_first_visit_whose_last_page_has_nothing(collect, database):
    """Lists end with an empty page, with their oldest items, or with another list that has none: the
    watermark is of the newest item all the same, else every visit would ask for everything again."""
    day = 24 * 3600
    newest = int(time.time()) - 2 * day

    def item(number):
        at = datetime.datetime.fromtimestamp(newest - number * day, datetime.timezone.utc)
        return {"id": f"777_{number + 1}", "created_time": at.strftime("%Y-%m-%dT%H:%M:%S+0000"), "message": "x"}

    first = {"data": [item(0), item(1)], "paging": {"next": "https://x/?after=b", "cursors": {"after": "b"}}}
    done = collect("777", [
        rule("777/tagged", first),
        rule("777/tagged", {"data": [item(30)], "paging": {}}, after="b"),
        rule("777/published_posts", first),
        rule("777/published_posts", {"data": []}, after="b"),
    ])
    assert done.returncode == 0, done.stderr
    assert database.one("select count(*) from core.message") == 3
    marks = watermarks(database)
    assert (marks["mentions"], marks["posts"]) == (newest, newest)


def test_places_that_repeat_though_the_pages_differ(collect, database):
    """The second place names the third and that one the second again, in a list of posts and in one of comments;
    what stands there is another page each time. No place is asked for twice: it is told, what came is kept, and
    the comments of the posts that came are asked for, though the list that showed them never came to its end."""
    at = datetime.datetime.fromtimestamp(int(time.time()) - 3600, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")

    def page(name, after):
        paging = {"next": f"https://x/?after={after}", "cursors": {"after": after}} if after else {}
        return {"data": [{"id": name, "created_time": at, "message": name}], "paging": paging}

    def looping(path, name):
        """The next visit finds the end behind the second place."""
        second = {**rule(path, page(f"{name}2", "c"), after="b"), "times": 1}
        return [rule(path, page(f"{name}1", "b")), second, rule(path, page(f"{name}4", None), after="b"),
                rule(path, page(f"{name}3", "b"), after="c")]

    done = collect("777", looping("777/published_posts", "777_") + looping("777_3/comments", "3_"))
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if "gives the same page again and again" in line]
    assert len(told) == 2 and "stream=posts" in told[0] and "target=777_3" in told[1], done.stderr
    posts, messages = (
        {row[0] for row in database.rows(f"select external_id from core.{table}")} for table in ("post", "message")
    )
    assert (posts, messages) == ({f"777_{n}" for n in range(1, 5)}, {f"3_{n}" for n in range(1, 5)})


def test_one_comment_under_two_ids(collect, database):
    """Of the same author, second and text: both are kept, for the same may have been sent twice, and it is told once
    for the account, whose other post has some too. What differs in one of these is another comment, and of who is not named nothing is said."""
    def comment(name, text="sama", at="2026-11-19T03:00:00+0000", author="2001"):
        return {"id": name, "created_time": at, "message": text, **({"from": {"id": author}} if author else {})}

    others = [comment("1_3", text="lain"), comment("1_4", at="2026-11-19T03:00:01+0000"), comment("1_5", author="2002"),
              comment("1_6", author=None), comment("1_7", author=None)]
    doubled = [comment("1_1"), comment("1:1:63_1"), *others]
    other_post = {"one": [], "two": [comment("2_1"), comment("2:2:63_1")]}
    posts = [{"id": f"777_{n}", "created_time": "2026-11-19T02:00:00+0000", "message": "x"} for n in (1, 2)]
    for which, comments in (("one", others), ("two", doubled)):
        done = collect("777", [
            rule("777/published_posts", {"data": posts}), rule("777_1/comments", {"data": comments}),
            rule("777_2/comments", {"data": other_post[which]}),
        ])
        assert done.returncode == 0, done.stderr
        told = [line for line in done.stderr.splitlines() if "came under several ids, each counts" in line]
        assert len(told) == (which == "two"), done.stderr
    assert re.search(r"target=777_[12] ids=2", told[0]), told
    assert database.one("select count(*) from core.message") == 9
