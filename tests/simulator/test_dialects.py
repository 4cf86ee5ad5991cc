# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The platforms that do not speak the Graph API: every list of theirs, over its pages, is the truth."""

import collections
import datetime
import email.utils
import html
import json
import re
import time
import urllib.parse
from xml.etree import ElementTree

import pytest

from city import Simulator
from test_city import END


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    out = tmp_path_factory.mktemp("dialects")
    with Simulator(out, "--seed", 7, "--end", END, "--channels", "tiktok,web,x") as simulator:
        yield simulator


@pytest.fixture(scope="module")
def truth(city):
    return city.truth()


def of(truth, name, channel, **wanted):
    """Rows of this channel, by their id."""
    return {
        row["external_id"]: row for row in truth[name]
        if row["channel"] == channel and all(row[key] == value for key, value in wanted.items())
    }


def stands(message):
    return message["gone_at"] is None


# TikTok

COMMENT = ["comment_id", "video_id", "parent_comment_id", "user_id", "username", "text", "create_time", "likes",
           "replies", "owner", "status"]


def tiktok(city, account, path, **query):
    fields = query.pop("fields", COMMENT)
    answer = city.request(
        f"/tt/open_api/v1.3/business/{path}/", headers={"Access-Token": account.token},
        business_id=account.id, fields=json.dumps(fields), **query,
    )
    assert answer.status == 200, "failures come with status 200, too"
    return answer.json()


def tiktok_walk(city, account, path, items, **query):
    found = []
    for _ in range(200):
        data = tiktok(city, account, path, **query)["data"]
        found += data[items]
        if not data["has_more"]:
            return found
        query["cursor"] = data["cursor"]
    raise AssertionError(f"{path} does not end")


def test_tiktok_videos(city, truth):
    fields = ["item_id", "caption", "create_time", "likes", "comments", "shares", "video_views"]
    for account in city.of("tiktok"):
        videos = tiktok_walk(city, account, "video/list", "videos", fields=fields, max_count=3)
        true = of(truth, "posts", "tiktok", account=account.id)
        assert {v["item_id"] for v in videos} == set(true) and len(videos) == len(true)
        for video in videos:
            post = true[video["item_id"]]
            assert (video["caption"], int(video["create_time"])) == (post["text"], post["published_at"])
            assert (video["likes"], video["comments"]) == (post["likes_only"], post["announced_comments"])
            assert (video["shares"], video["video_views"]) == (post["shares"] or 0, post["views"])


def test_tiktok_comments_are_the_truth(city, truth):
    messages, seen, own = of(truth, "messages", "tiktok"), set(), 0
    for account in city.of("tiktok"):
        for post in of(truth, "posts", "tiktok", account=account.id).values():
            video = {"video_id": post["external_id"], "max_count": 30}
            top = tiktok_walk(city, account, "comment/list", "comments", include_replies="true", **video)
            below = [
                reply for comment in top if comment["replies"]
                for reply in tiktok_walk(city, account, "comment/reply/list", "comments",
                                         comment_id=comment["comment_id"], **video)
            ]
            assert len(top) + len(below) == post["listed_comments"]
            for item in top + below:
                message = messages[item["comment_id"]]
                seen.add(item["comment_id"])
                assert isinstance(item["create_time"], str) and int(item["create_time"]) == message["sent_at"]
                assert item["text"] == message["text"] and item["likes"] == message["likes"]
                assert (item["parent_comment_id"] if "parent_comment_id" in item else None) == message["parent"]
                assert item["owner"] == (message["author"] == account.id)
                own += item["owner"]
            inline = [r for comment in top for r in comment.get("reply_list", [])]
            assert {r["comment_id"] for r in inline} <= {r["comment_id"] for r in below}
    assert seen == {name for name, m in messages.items() if stands(m)} and own > 20


def test_tiktok_refuses_in_its_own_words(city):
    mine, other = city.of("tiktok")[:2]
    stranger = city.request("/tt/open_api/v1.3/business/get/", business_id=mine.id, headers={"Access-Token": "nobody"})
    assert stranger.json()["code"] == 40105
    answer = city.request("/tt/open_api/v1.3/business/get/", business_id=other.id, headers={"Access-Token": mine.token})
    assert answer.json()["code"] == 40001
    assert tiktok(city, mine, "comment/list", video_id="1")["code"] == 40002
    city.fault("tiktok_limit", match="/tt/")
    assert tiktok(city, mine, "get", fields=["username"])["code"] == 40100
    assert tiktok(city, mine, "get", fields=["username"])["data"] == {"username": mine.handle}


USER = ["open_id", "username", "follower_count", "video_count"]
VIDEO = ["id", "create_time", "video_description", "like_count", "comment_count", "share_count", "view_count"]


def display(city, account, path, fields, body=None, **headers):
    """TikTok's other API: fields in the query, all else in the body."""
    method = "GET" if body is None else "POST"
    headers = {"Authorization": "Bearer " + account.token, "Content-Type": "application/json", **headers}
    answer = city.request(f"/tt/v2/{path}/", method, headers, body and json.dumps(body), fields=",".join(fields))
    return answer.status, answer.json()


def test_tiktok_display_has_the_same_videos(city, truth):
    held = 0
    for account in city.of("tiktok"):
        status, answer = display(city, account, "user/info", USER)
        user, true = answer["data"]["user"], of(truth, "posts", "tiktok", account=account.id)
        assert status == 200 and answer["error"]["code"] == "ok" and set(user) == set(USER)
        assert (user["open_id"], user["username"], user["video_count"]) == (account.id, account.handle, len(true))
        body, videos, places = {"max_count": 3}, [], []
        while True:
            status, answer = display(city, account, "video/list", VIDEO, body)
            data = answer["data"]
            videos += data["videos"]
            places.append(data["cursor"])
            # A place is the time of the page's last video, in milliseconds.
            assert not data["videos"] or data["cursor"] // 1000 == data["videos"][-1]["create_time"]
            if not data["has_more"]:
                break
            body["cursor"] = data["cursor"]
        assert places == sorted(places, reverse=True) and [v["id"] for v in videos] == [
            name for name, _ in sorted(true.items(), key=lambda pair: -pair[1]["published_at"])]
        for video in videos:
            post = true[video["id"]]
            assert set(video) == set(VIDEO)
            assert (video["create_time"], video["video_description"]) == (post["published_at"], post["text"])
            assert (video["like_count"], video["comment_count"]) == (post["likes_only"], post["announced_comments"])
            assert (video["share_count"], video["view_count"]) == (post["shares"] or 0, post["views"])
        _, answer = display(city, account, "video/query", ["id"], {"filters": {"video_ids": [*true, "1"][-20:]}})
        assert {v["id"] for v in answer["data"]["videos"]} == set([*true, "1"][-20:]) - {"1"}
        held += len(videos)
    assert held > 20


def test_tiktok_display_refuses_in_its_own_words(city):
    mine, other = city.of("tiktok")[:2]

    def refused(*request, **headers):
        status, answer = display(city, *request, **headers)
        assert set(answer) == {"error"} and set(answer["error"]) == {"code", "message", "log_id"}
        return status, answer["error"]["code"]

    assert refused(mine, "user/info", USER, Authorization="Bearer nobody") == (401, "access_token_invalid")
    assert refused(mine, "user/info", ["likes"]) == refused(mine, "user/info", []) == (400, "invalid_params")
    assert refused(mine, "video/list", VIDEO, {"max_count": 21}) == (400, "invalid_params")
    assert refused(mine, "video/list", VIDEO, {"cursor": "1"}) == (400, "invalid_params")
    assert refused(mine, "video/list", VIDEO, {}, **{"Content-Type": "text/plain"}) == (400, "invalid_params")
    assert refused(mine, "video/query", VIDEO, {"filters": {"video_ids": ["1"] * 21}}) == (400, "invalid_params")
    assert refused(mine, "comment/list", VIDEO)[0] == 404
    theirs = display(city, other, "video/list", ["id"], {"max_count": 1})[1]["data"]["videos"][0]["id"]
    assert display(city, mine, "video/query", ["id"], {"filters": {"video_ids": [theirs]}})[1]["data"] == {"videos": []}
    for kind, said in (("limit", (429, "rate_limit_exceeded")), ("expired", (401, "access_token_invalid")),
                       ("permission", (401, "scope_not_authorized")), ("scope", (400, "scope_permission_missed")),
                       ("trouble", (500, "internal_error"))):
        city.fault(f"tiktok_{kind}", match="/tt/v2/")
        assert refused(mine, "user/info", USER) == said
    assert display(city, mine, "user/info", ["username"])[1]["data"] == {"user": {"username": mine.handle}}


# X


def x(city, account, path, **query):
    return city.request(f"/x/2/{path}", headers={"Authorization": "Bearer " + account.token}, **query)


def x_walk(city, account, path, token="pagination_token", **query):
    found = []
    for _ in range(300):
        answer = x(city, account, path, max_results=100, **query).json()
        found += answer.get("data", [])
        assert answer["meta"]["result_count"] == len(answer.get("data", []))
        if "next_token" not in answer["meta"]:
            return found
        query[token] = answer["meta"]["next_token"]
    raise AssertionError(f"{path} does not end")


def x_time(text):
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp())


def test_x_conversations_are_the_truth(city, truth):
    messages = {name: m for name, m in of(truth, "messages", "x").items() if m["kind"] != "mention"}
    reader, seen = city.of("x")[0], set()
    first = truth["revealed_until"] - 7 * 86400
    recent = {name: m for name, m in messages.items() if stands(m) and m["sent_at"] >= first}
    for post in of(truth, "posts", "x").values():
        name = post["external_id"]
        found = x_walk(city, reader, "tweets/search/recent", "next_token", query=f"conversation_id:{name}")
        below = [item for item in found if item["id"] != name]
        assert len(below) == sum(m["post"] == name for m in recent.values())
        for item in below:
            message = messages[item["id"]]
            seen.add(item["id"])
            assert (item["author_id"], x_time(item["created_at"])) == (message["author"], message["sent_at"])
            assert message["text"] in item["text"].replace("&amp;", "&").replace("&lt;", "<")
            assert item["conversation_id"] == name
            answered = [r["id"] for r in item["referenced_tweets"] if r["type"] == "replied_to"]
            assert answered == [message["parent"] or name]
    assert seen == set(recent) and 0 < len(recent) < len(messages)
    old, new = (x(city, reader, "tweets/search/recent", query="conversation_id:1",
                  start_time=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(first + s))) for s in (-1, 0))
    assert (old.status, new.status) == (400, 200)
    assert "'start_time' must be on or after" in old.json()["errors"][0]["message"]


def test_x_timelines_and_mentions(city, truth):
    mentioned = {name for name, m in of(truth, "messages", "x").items() if m["kind"] == "mention" and stands(m)}
    met = set()
    for account in city.of("x"):
        own = x_walk(city, account, f"users/{account.id}/tweets")
        posts = set(of(truth, "posts", "x", account=account.id))
        below = {name for name, m in of(truth, "messages", "x", author=account.id).items()
                 if stands(m) and m["kind"] != "mention" and m["account"] == account.id}
        assert {item["conversation_id"] for item in own} >= posts
        assert len({item["id"] for item in own}) == len(own) >= len(posts | below)
        met |= {item["id"] for item in x_walk(city, account, f"users/{account.id}/mentions")}
    assert met >= mentioned != set()


def test_x_looks_up_the_version_that_is_asked_for(city, truth):
    reader = city.of("x")[0]
    posts = [p for p in of(truth, "posts", "x").values() if p["edited_at"] and p["seen"] and p["seen"][1] is None]
    assert posts, "no post of X is edited"
    for post in posts:
        first, last = post["external_id"], "4" + post["external_id"][1:]
        old, new = x(city, reader, "tweets", ids=f"{first},{last}").json()["data"]
        assert (old["id"], new["id"]) == (first, last)
        assert old["edit_history_tweet_ids"] == new["edit_history_tweet_ids"] == [first, last]
        assert new["text"] == old["text"] + " (diperbarui)"
        assert new["public_metrics"]["impression_count"] == post["views"]
        assert old["public_metrics"]["impression_count"] <= post["views"]
    plain = next(name for name, p in of(truth, "posts", "x").items() if not p["edited_at"] and p["seen"] and p["seen"][1] is None)
    assert "data" not in x(city, reader, "tweets", ids="4" + plain[1:]).json()


def test_x_says_beside_the_data_what_is_gone(city, truth):
    reader = city.of("x")[0]
    gone = [name for name, m in of(truth, "messages", "x").items() if not stands(m)][:3]
    here = next(name for name, m in of(truth, "messages", "x").items() if stands(m))
    answer = x(city, reader, "tweets", ids=",".join([here, *gone]))
    assert answer.status == 200 and gone
    assert [item["id"] for item in answer.json()["data"]] == [here]
    assert {error["resource_id"] for error in answer.json()["errors"]} == set(gone)
    assert city.request("/x/2/tweets", ids=here).status == 401
    city.fault("usage_capped", match="/x/")
    assert x(city, reader, "tweets", ids=here).status == 429
    city.fault("passed_over", match="/x/", ids=[gone[0], here])
    answer = x(city, reader, "tweets", ids=",".join([here, *gone])).json()
    assert answer["data"] == [] and {error["resource_id"] for error in answer["errors"]} == set(gone[1:])
    city.fault("withheld", match="/x/", id=reader.id)
    assert x(city, reader, f"users/{reader.id}").json()["data"]["withheld"] == {"country_codes": ["ID"], "scope": "user"}
    assert "withheld" not in x(city, reader, f"users/{reader.id}").json()["data"]


# Websites

ATOM = "{http://www.w3.org/2005/Atom}"


def site(city, account, **query):
    return city.request(urllib.parse.urlsplit(account.id).path, **query)


def of_feed(body):
    """(id, title, summary, published) of each item, as they are shown."""
    root = ElementTree.fromstring(body)
    for item in root.iter("item"):
        published = email.utils.parsedate_to_datetime(item.findtext("pubDate")).timestamp()
        yield item.findtext("guid"), item.findtext("title"), item.findtext("description"), published
    for entry in root.iter(f"{ATOM}entry"):
        published = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}published")).timestamp()
        yield entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary"), published


def of_wordpress(city, account):
    first = site(city, account, per_page=2)
    for page in range(1, int(first.headers["x-wp-totalpages"]) + 1):
        for post in site(city, account, per_page=2, page=page).json():
            published = datetime.datetime.fromisoformat(post["date_gmt"] + "+00:00").timestamp()
            yield post["guid"]["rendered"], post["title"]["rendered"], post["excerpt"]["rendered"], published


def test_each_site_lists_its_posts(city, truth):
    kinds = collections.Counter()
    for account in city.of("web"):
        assert account.public and account.credential is None
        kind = account.id.rpartition("/")[2]
        found = list(of_wordpress(city, account) if kind == "posts" else of_feed(site(city, account).body))
        posts = of(truth, "posts", "web", account=account.id)
        assert len(found) == len(posts) > 0
        times = [published for *_, published in found]
        assert times == sorted(times, reverse=True)
        for name, title, summary, published in found:
            plain = re.sub(r"</?p>\s*", "", summary or "")
            assert html.unescape(f"{title} {plain}".strip()) == posts[name]["text"]
            assert published == posts[name]["published_at"]
        kinds[kind] += 1
    assert len(kinds) == 3 and not of(truth, "messages", "web")


def test_a_site_refuses_as_sites_do(city, truth):
    account = next(a for a in city.of("web") if a.id.endswith("/posts"))
    posts = of(truth, "posts", "web", account=account.id)
    middle = sorted(p["published_at"] for p in posts.values())[len(posts) // 2]
    after = datetime.datetime.fromtimestamp(middle, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    later = {p["guid"]["rendered"] for p in site(city, account, per_page=100, after=after).json()}
    assert later == {name for name, p in posts.items() if p["published_at"] > middle}
    beyond = site(city, account, page=99)
    assert (beyond.status, beyond.json()["code"]) == (400, "rest_post_invalid_page_number")
    assert site(city, account, per_page=101).json()["code"] == "rest_invalid_param"
    assert city.request("/web/nobody/feed/").status == 404
    for kind, status, words in (
        ("web_gone", 404, b"<!DOCTYPE html>"), ("web_forbidden", 403, b"<!DOCTYPE html>"), ("web_page", 200, b"<!DOCTYPE html>"),
        ("web_entities", 200, b"<!ENTITY"), ("web_undated", 200, b"<rss"), ("wordpress_off", 401, b"rest_disabled"),
    ):
        city.fault(kind, account=account.id)
        answer = site(city, account)
        assert answer.status == status and words in answer.body, kind
    assert site(city, account).status == 200
