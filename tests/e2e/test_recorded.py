# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded answers of the real platform, served to pantaud --once: every item of every list arrives, with
its time, role, thread and counters. What must be there is read from the files here, by other code."""

import datetime
import re
import urllib.parse

import pytest

from recorded import Recorded, moment
from served import rule

RECORDED = Recorded("facebook")
pytestmark = RECORDED.needed
load = RECORDED.load


def total(value):
    """The count of a list, beside it or in its summary."""
    value = value or {}
    return value.get("summary", {}).get("total_count", value.get("count"))


def posts_in(database):
    rows = database.dicts(
        """
        select p.external_id, p.published_at, p.text, p.permalink, s.likes, s.comments, s.shares
        from core.post as p
        left join core.post_sample as s using (government_id, account_id, post_id)
        """
    )
    return {row.pop("external_id"): row for row in rows}


def check_posts(items, database, page):
    found = posts_in(database)
    wanted = {item["id"] if "_" in item["id"] else f"{page}_{item['id']}": item for item in items}
    assert set(found) == set(wanted)
    for key, item in wanted.items():
        row = found[key]
        assert row["published_at"] == moment(item["created_time"])
        assert row["text"] == item.get("message")
        assert row["permalink"] == item.get("permalink_url")
        assert row["shares"] == item.get("shares", {}).get("count")
        assert row["comments"] == total(item.get("comments"))
        assert row["likes"] == total(item.get("reactions"))


def ids_of(item):
    """(id, id of the thread's first comment); some recordings name both in the link alone."""
    query = urllib.parse.urlparse(item.get("permalink_url", "")).query
    link = dict(urllib.parse.parse_qsl(query))
    if "id" in item:
        post = item["id"].split("_")[0]
    else:
        post = re.search(r"/posts/([0-9]+)/", item["permalink_url"]).group(1)
    top = link.get("comment_id")
    own = item.get("id") or f"{post}_{link.get('reply_comment_id', top)}"
    return own, f"{post}_{top}" if top else item.get("parent", {}).get("id", own)


def check_comments(items, database, post):
    rows = database.dicts("select * from core.message")
    found = {row["external_id"]: row for row in rows}
    assert set(found) == {ids_of(item)[0] for item in items}
    for item in items:
        own, root = ids_of(item)
        row = found[own]
        assert row["sent_at"] == moment(item["created_time"])
        assert row["text"] == item.get("message")
        assert row["likes"] == item.get("like_count")
        assert row["permalink"] == item.get("permalink_url")
        assert row["hidden"] == item.get("is_hidden")
        assert row["post_external_id"] == post
        assert row["thread_key"] == root
        assert row["kind"] == ("reply" if root != own else "comment")
        assert row["role"] == ("citizen" if "from" in item else "unknown")
        assert (row["author_key"] is not None) == ("from" in item)


@pytest.mark.parametrize("name", ["feeds_default_fields", "feed_fields"])
def test_two_pages_of_posts(collect, database, name):
    first, second = (load(f"apidata__posts__{name}_p{n}") for n in (1, 2))
    items = first["data"] + second["data"]
    page = items[0]["id"].split("_")[0]
    done = collect(page, [
        # One recording pages by cursor, the older one by time.
        {"path": f"/v26.0/{page}/published_posts", "query": {"after": None, "until": None}, "body": first},
        {"path": f"/v26.0/{page}/published_posts", "body": second},
    ])
    assert done.returncode == 0, done.stderr
    assert len(items) == 10
    check_posts(items, database, page)


@pytest.mark.parametrize("name", [
    "models__post", "apidata__posts__single_post_data", "apidata__posts__single_post_data_fields",
    "apidata__posts__multi_posts_data", "apidata__posts__multi_posts_data_fields",
])
def test_posts_by_themselves(collect, database, name):
    """Answers for one post and for several by id, as the lists they would stand in."""
    value = load(name)
    items = [value] if "id" in value else list(value.values())
    page = items[0]["id"].split("_")[0]
    done = collect(page, [rule(f"{page}/published_posts", {"data": items})])
    assert done.returncode == 0, done.stderr
    check_posts(items, database, page)


def post_with(comments):
    """A post of today for recorded comments."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")
    post = ids_of(comments[0])[0].split("_")[0]
    return {"id": f"777_{post}", "created_time": now, "message": "",
            "comments": {"data": [], "summary": {"total_count": len(comments)}}}


def test_two_pages_of_comments(collect, database):
    first, second = (load(f"apidata__comments__comments_p{n}") for n in (1, 2))
    items = first["data"] + second["data"]
    post = post_with(items)
    done = collect("777", [
        rule("777/published_posts", {"data": [post]}),
        rule(f"{post['id']}/comments", first),
        rule(f"{post['id']}/comments", second, after=first["paging"]["cursors"]["after"]),
    ])
    assert done.returncode == 0, done.stderr
    assert len(items) == 15 and sum(ids_of(item)[0] != ids_of(item)[1] for item in items) == 5
    check_comments(items, database, post["id"])


def test_comments_of_a_post_of_years_ago(collect, database):
    """All of a page's list is visited, however old, when the platform lists it."""
    first, second = (load(f"apidata__comments__comments_p{n}") for n in (1, 2))
    items = first["data"] + second["data"]
    post = {**post_with(items), "created_time": "2021-07-21T20:00:00+0000"}
    done = collect("777", [
        rule("777/published_posts", {"data": [post]}),
        rule(f"{post['id']}/comments", first),
        rule(f"{post['id']}/comments", second, after=first["paging"]["cursors"]["after"]),
    ])
    assert done.returncode == 0, done.stderr
    check_comments(items, database, post["id"])


@pytest.mark.parametrize("name", [
    "models__comment", "apidata__comments__comment_info", "apidata__comments__comments_info",
])
def test_comments_by_themselves(collect, database, name):
    value = load(name)
    items = [value] if "id" in value else list(value.values())
    post = post_with(items)
    done = collect("777", [
        rule("777/published_posts", {"data": [post]}),
        rule(f"{post['id']}/comments", {"data": items}),
    ])
    assert done.returncode == 0, done.stderr
    check_comments(items, database, post["id"])


@pytest.mark.parametrize("name", [
    "models__page", "apidata__pages__single_default_page", "apidata__pages__single_fields_page",
])
def test_the_page_itself(collect, database, name):
    value = load(name)
    page = value.get("id", "20531316728")
    done = collect(page, [rule(page, value)])
    assert done.returncode == 0, done.stderr
    rows = database.rows("select name, followers, fans from core.account_sample")
    assert rows == [(value["name"], value.get("followers_count", value["fan_count"]), value.get("fan_count"))]


@pytest.mark.parametrize("name", ["base__error_data", "error"])
def test_a_recorded_refusal_is_told(collect, database, name):
    body = load(name)
    done = collect("777", [{"path": "*", "status": 400, "body": body}])
    assert done.returncode == 1
    assert body["error"]["message"][:40] in done.stderr
    assert database.one("select count(*) from ops.run where verdict <> 'done'") > 0
    assert database.one("select count(*) from core.message") == 0
