# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded answers of X, served to pantaud --once (see recorded.py): every item of every list arrives, with
its time, role, thread and counters, and each refusal leads to its cause."""

import datetime

import pytest

from recorded import Recorded, causes, moment
from served import rule

RECORDED = Recorded("x")
load = RECORDED.load

OWNER = "2244994945"
KINDS = {"replied_to": "parent", "retweeted": "repeats", "quoted": "quotes"}


@pytest.fixture
def gather(collect):
    def run(rules, account=OWNER):
        return collect(account, rules, platform="x", account="handle: pemkot, ")

    return run


def references(item):
    return {KINDS[entry["type"]]: entry["id"] for entry in item.get("referenced_tweets", [])}


def plain(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def counters(item):
    metrics = item.get("public_metrics", {})
    return metrics.get("like_count"), metrics.get("reply_count"), metrics.get("retweet_count")


def role_of(item, owner):
    return "official" if item.get("author_id") == owner else "citizen" if "author_id" in item else "unknown"


def messages(database):
    return {row["external_id"]: row for row in database.dicts("select * from core.message")}


def check_message(row, item, owner=OWNER):
    assert row["sent_at"] == moment(item["created_at"])
    assert row["text"] == plain(item["text"])
    assert row["likes"] == counters(item)[0]
    assert row["role"] == role_of(item, owner)
    assert (row["author_key"] is not None) == ("author_id" in item)
    assert row["permalink"] == f"https://x.com/i/web/status/{item['id']}"


def check_mentions(items, database, owner=OWNER):
    """Of these nobody answers a thing that the account said: what repeats another is of its thread, what
    begins a conversation is one of its own, and what answers somebody is in the one that it names."""
    rows = messages(database)
    assert set(rows) == {item["id"] for item in items}
    for item in items:
        row, to = rows[item["id"]], references(item)
        check_message(row, item, owner)
        above = to.get("repeats", to.get("parent"))
        thread = to.get("repeats") or item.get("conversation_id") or above or item["id"]
        assert (row["kind"], row["thread_key"], row["parent_external_id"]) == ("mention", thread, above)
        assert row["post_external_id"] is None


def check_posts(items, database):
    rows = {row["external_id"]: row for row in database.dicts(
        "select p.*, s.likes, s.comments, s.shares from core.post as p "
        "left join core.post_sample as s using (government_id, account_id, post_id)")}
    assert set(rows) == {item["id"] for item in items}
    for item in items:
        row = rows[item["id"]]
        assert row["published_at"] == moment(item["created_at"])
        assert row["text"] == plain(item["text"])
        assert row["permalink"] == f"https://x.com/i/web/status/{item['id']}"
        assert (row["likes"], row["comments"], row["shares"]) == counters(item)
        assert row["announced_comments"] == counters(item)[1]


@RECORDED.needed
@pytest.mark.parametrize("name", ["timeline_tweets", "timeline_reverse_chronological"])
def test_posts(gather, database, name):
    value = load(f"apis__timeline__{name}")
    more = {"query": {"pagination_token": value["meta"]["next_token"]}}
    done = gather([
        {"path": f"/v26.0/users/{OWNER}/tweets", "query": {"pagination_token": None}, "body": value},
        {"path": f"/v26.0/users/{OWNER}/tweets", **more, "body": {"meta": {"result_count": 0}}},
    ])
    assert done.returncode == 0, done.stderr
    check_posts(value["data"], database)


@RECORDED.needed
@pytest.mark.parametrize("name", ["timeline__timeline_mentions", "tweet__tweet_quote_tweets_resp",
                                  "searches__search_tweets_for_nyc"])
def test_mentions(gather, database, name):
    value = load(f"apis__{name}")
    path = f"/v26.0/users/{OWNER}/mentions"
    done = gather([{"path": path, "query": {"pagination_token": None}, "body": value}])
    assert done.returncode == 0, done.stderr
    assert len(value["data"]) in (5, 10, 15)
    check_mentions(value["data"], database)


def post_of_today(number):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"id": number, "text": "Halo", "created_at": now, "author_id": "17200003", "conversation_id": number}


@RECORDED.needed
@pytest.mark.parametrize("is_named", [True, False])
def test_a_conversation_below_a_post(gather, database, is_named):
    """Answers to a post and answers to them; each also without the conversation's name, which was not asked
    for when they were recorded."""
    value = load("apis__searches__search_tweets_query")
    owner, post = "17200003", "1273733248749690880"
    above = {item["id"]: references(item).get("parent") for item in [*value["includes"]["tweets"], *value["data"]]}
    if is_named:
        value["data"] = [{**item, "conversation_id": post} for item in value["data"]]
    done = gather([
        rule(f"users/{owner}/tweets", {"data": [post_of_today(post)], "meta": {"result_count": 1}}),
        {"path": "/v26.0/tweets/search/recent", "query": {"query": f"conversation_id:{post}"}, "body": value},
    ], owner)
    assert done.returncode == 0, done.stderr
    rows = messages(database)
    assert {item["id"] for item in value["data"]} <= set(rows)
    for item in value["data"]:
        row, top = rows[item["id"]], item["id"]
        check_message(row, item, owner)
        while above[top] != post:
            top = above[top]
        assert row["post_external_id"] == post
        assert row["thread_key"] == top
        assert row["kind"] == ("comment" if top == item["id"] else "reply")
        assert row["parent_external_id"] == (None if top == item["id"] else above[item["id"]])


@RECORDED.needed
@pytest.mark.parametrize("name, number", [("user_resp", OWNER), ("me_resp", OWNER)])
def test_the_account_itself(gather, database, name, number):
    value = load(f"apis__user__{name}")
    done = gather([rule(f"users/{number}", value)], number)
    assert done.returncode == 0, done.stderr
    told, metrics = value["data"], value["data"].get("public_metrics", {})
    assert database.rows("select name, handle, followers, following, posts from core.account_sample") == [
        (told["name"], told["username"], metrics.get("followers_count"), metrics.get("following_count"),
         metrics.get("tweet_count"))]


@RECORDED.needed
def test_several_accounts_by_id(gather, database):
    """The answer to a request for several holds a list: the one that was meant is found in it."""
    value = load("apis__user__users_resp")
    done = gather([rule(f"users/{OWNER}", value)])
    assert done.returncode == 0, done.stderr
    assert database.rows("select name, handle, followers from core.account_sample") == [
        ("Twitter Dev", "TwitterDev", 514020)]


PROBLEMS = "https://api.twitter.com/2/problems/"
ABOUT = {"type": "about:blank"}
# What X's documentation and its users show: (status, body) → verdict and cause. X writes a status as a number.
REFUSALS = {
    "no token": (401, {"title": "Unauthorized", "status": 401, "detail": "Unauthorized", **ABOUT},
                 ("denied", "token_invalid")),
    "a status as a text": (401, {"title": "Unauthorized", "status": "401", "detail": "Unauthorized", **ABOUT},
                           ("denied", "token_invalid")),
    "not enrolled": (403, {"client_id": "1", "title": "Client Forbidden", "required_enrollment": "Standard Basic",
                           "reason": "client-not-enrolled", "type": PROBLEMS + "client-forbidden",
                           "detail": "When authenticating requests …"}, ("denied", "plan")),
    "too many": (429, {"title": "Too Many Requests", "detail": "Too Many Requests", "status": 429, **ABOUT},
                 ("limited", "quota")),
    "the cap of the month": (429, {"account_id": 1, "title": "UsageCapExceeded", "period": "Monthly", "scope": "Product",
                                   "detail": "Usage cap exceeded: Monthly product cap", "type": PROBLEMS + "usage-capped"},
                             ("limited", "quota")),
    "no credits": (402, {"account_id": 1, "title": "CreditsDepleted", "detail": "does not have any credits",
                         "type": PROBLEMS + "credits"}, ("denied", "plan")),
    "another way to authenticate": (403, {"title": "Unsupported Authentication", "status": 403, "detail": "…",
                                          "type": PROBLEMS + "unsupported-authentication"}, ("denied", "token_invalid")),
    "of the first version": (401, {"errors": [{"code": 89, "message": "Invalid or expired token."}]},
                             ("denied", "token_invalid")),
    "a part of the interface": (403, {"errors": [{"code": 453, "message": "You currently have access to a subset …"}]},
                                ("denied", "plan")),
    "an id that is none": (400, {"errors": [{"parameters": {"id": ["x"]}, "message": "The `id` query parameter …"}],
                                 "title": "Invalid Request", "detail": "One or more parameters …",
                                 "type": PROBLEMS + "invalid-request"}, ("denied", "wrong_id")),
    "suspended": (200, {"errors": [{"value": OWNER, "detail": "User has been suspended", "title": "Forbidden",
                                    "resource_type": "user", "parameter": "id", "resource_id": OWNER,
                                    "type": PROBLEMS + "resource-not-found"}]}, ("gone", "gone")),
    "protected": (200, {"errors": [{"value": OWNER, "detail": "Sorry, you are not authorized", "resource_id": OWNER,
                                    "title": "Authorization Error", "resource_type": "user", "parameter": "id",
                                    "section": "data", "type": PROBLEMS + "not-authorized-for-resource"}]},
                  ("denied", "permission")),
    "theirs": (503, {"title": "Service Unavailable", "detail": "Service Unavailable", "status": 503, **ABOUT},
               ("busy", "peer_trouble")),
}


@pytest.mark.parametrize("name", list(REFUSALS))
def test_refusals(gather, database, name):
    status, body, wanted = REFUSALS[name]
    done = gather([{"path": "*", "status": status, "body": body}])
    assert done.returncode == 1, done.stderr
    told = causes(database)
    assert told and set(told.values()) == {(*wanted, status)}, told
