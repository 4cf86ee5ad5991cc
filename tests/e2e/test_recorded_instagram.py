# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded answers of Instagram, served to pantaud --once (see recorded.py): every item of every list
arrives, with its time, role, thread and counters."""

import datetime

import pytest

from recorded import Recorded, moment
from served import rule

RECORDED = Recorded("instagram")
pytestmark = RECORDED.needed
load = RECORDED.load

OWNER = "17841406338772941"
OTHER = "17841407673135339"
PUBLIC = f'handle: facebookfordevelopers, access: public, via: "{OWNER}", '


@pytest.fixture
def gather(collect):
    def run(page, rules, account="handle: ikroskun, "):
        return collect(page, rules, platform="instagram", account=account)

    return run


def check_posts(items, database, story=False):
    rows = database.dicts(
        """
        select p.external_id, p.published_at, p.text, p.permalink, p.format, p.announced_comments, s.likes,
            s.comments
        from core.post as p
        left join core.post_sample as s using (government_id, account_id, post_id)
        """
    )
    found = {row["external_id"]: row for row in rows}
    assert set(found) == {item["id"] for item in items}
    for item in items:
        row = found[item["id"]]
        assert row["published_at"] == moment(item["timestamp"])
        assert row["text"] == item.get("caption")
        assert row["permalink"] == item.get("permalink")
        assert row["likes"] == item.get("like_count")
        assert row["comments"] == row["announced_comments"] == item.get("comments_count")
        kind = {"IMAGE": "photo", "CAROUSEL_ALBUM": "photo", "VIDEO": "video"}[item["media_type"]]
        assert row["format"] == ("story" if story else kind)


def check_comments(items, database, post, thread=None):
    """thread: of items that are replies to it; else each begins its own, with its replies below it."""
    rows = database.dicts("select * from core.message")
    found = {row["external_id"]: row for row in rows}
    for item in items:
        row = found.pop(item["id"])
        assert row["sent_at"] == moment(item["timestamp"])
        assert row["text"] == item["text"]
        assert row["likes"] == item.get("like_count")
        assert row["post_external_id"] == post
        assert row["thread_key"] == (thread or item["id"])
        assert row["kind"] == ("reply" if thread else "comment")
        own = item.get("username") == "ikroskun" or item.get("user", {}).get("id") == OWNER
        assert row["role"] == ("official" if own else "citizen" if "username" in item else "unknown")
    return found


def post_with(number, count):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {"id": number, "timestamp": now, "media_type": "IMAGE", "comments_count": count}


def test_two_pages_of_media(gather, database):
    first, second = (load(f"apidata__users__medias_p{n}") for n in (1, 2))
    done = gather(OWNER, [
        rule(f"{OWNER}/media", first),
        rule(f"{OWNER}/media", second, after=first["paging"]["cursors"]["after"]),
    ])
    assert done.returncode == 0, done.stderr
    check_posts(first["data"] + second["data"], database)


def test_media_by_themselves(gather, database):
    items = [*load("apidata__medias__medias_fields").values()]
    done = gather(OWNER, [rule(f"{OWNER}/media", {"data": items})])
    assert done.returncode == 0, done.stderr
    check_posts(items, database)


@pytest.mark.parametrize("name", ["apidata__stories__stories_default", "apidata__users__stories"])
def test_stories(gather, database, name):
    value = load(name)
    done = gather(OWNER, [rule(f"{OWNER}/stories", value)])
    assert done.returncode == 0, done.stderr
    check_posts(value["data"], database, story=True)


def test_two_pages_of_comments(gather, database):
    first, second = (load(f"apidata__medias__comments_p{n}") for n in (1, 2))
    post = post_with("17846368219941692", 4)
    done = gather(OWNER, [
        rule(f"{OWNER}/media", {"data": [post]}),
        rule(f"{post['id']}/comments", first),
        rule(f"{post['id']}/comments", second, after=first["paging"]["cursors"]["after"]),
    ])
    assert done.returncode == 0, done.stderr
    assert check_comments(first["data"] + second["data"], database, post["id"]) == {}


def test_comments_with_replies(gather, database):
    comment, reply = load("models__ig_comment"), load("models__ig_reply")
    post = post_with(comment["media"]["id"], 3)
    done = gather(OWNER, [
        rule(f"{OWNER}/media", {"data": [post]}),
        rule(f"{post['id']}/comments", {"data": [comment, {**reply, "username": "somebody", "user": {}}]}),
    ])
    assert done.returncode == 0, done.stderr
    rest = check_comments([comment], database, post["id"])
    inside = comment["replies"]["data"]
    assert set(rest) == {reply["id"], *(item["id"] for item in inside)}
    assert rest[reply["id"]]["role"] == "citizen"
    assert {rest[item["id"]]["thread_key"] for item in inside} == {comment["id"]}


def test_further_replies(gather, database):
    replies = load("apidata__comments__replies")
    comment = load("apidata__comments__comment_fields")
    more = {"data": [], "paging": {"cursors": {"after": "QVFI"}, "next": "https://graph.facebook.com/x?after=QVFI"}}
    post = post_with("17846368219941692", 2)
    done = gather(OWNER, [
        rule(f"{OWNER}/media", {"data": [post]}),
        rule(f"{post['id']}/comments", {"data": [{**comment, "replies": more}]}),
        rule(f"{comment['id']}/replies", replies),
    ])
    assert done.returncode == 0, done.stderr
    rest = check_comments([comment], database, post["id"])
    assert set(rest) == {item["id"] for item in replies["data"]}
    for item in replies["data"]:
        assert rest[item["id"]]["thread_key"] == rest[item["id"]]["parent_external_id"] == comment["id"]
        assert rest[item["id"]]["sent_at"] == moment(item["timestamp"])


def test_tags(gather, database):
    value = load("apidata__users__tagged_medias")
    done = gather(OWNER, [rule(f"{OWNER}/tags", value)])
    assert done.returncode == 0, done.stderr
    rows = {row["external_id"]: row for row in database.dicts("select * from core.message")}
    assert set(rows) == {item["id"] for item in value["data"]}
    for item in value["data"]:
        row = rows[item["id"]]
        assert row["kind"] == "mention" and row["role"] == "unknown"
        assert row["sent_at"] == moment(item["timestamp"])
        assert row["text"] == item.get("caption")
        assert row["permalink"] == item["permalink"]


def test_two_pages_of_another_account(gather, database):
    first, second = (load(f"apidata__discovery__medias_p{n}") for n in (1, 2))
    account = load("apidata__discovery__user_fields")
    fields = "business_discovery.username(facebookfordevelopers){"
    item = "{id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count}}"

    def asked(what, body):
        return {"path": f"/v26.0/{OWNER}", "query": {"fields": fields + what}, "body": body}

    done = gather(OTHER, [
        asked(f"id,media.limit(50){item}", first),
        asked(f"id,media.limit(50).after(after){item}", second),
        asked("id,name,username,followers_count,follows_count,media_count}", account),
    ], PUBLIC)
    assert done.returncode == 0, done.stderr
    check_posts(sum((page["business_discovery"]["media"]["data"] for page in (first, second)), []), database)
    told = account["business_discovery"]
    assert database.rows("select name, handle, followers, posts from core.account_sample") == [
        (told["name"], told["username"], told["followers_count"], told["media_count"])
    ]


@pytest.mark.parametrize("name", ["apidata__users__user_fields", "models__ig_user"])
def test_the_account_itself(gather, database, name):
    value = load(name)
    done = gather(value["id"], [rule(value["id"], value)])
    assert done.returncode == 0, done.stderr
    rows = database.rows("select name, handle, followers, following, posts from core.account_sample")
    assert rows == [(value["name"], value["username"], value["followers_count"], value.get("follows_count"),
                     value["media_count"])]
