# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The city on every platform: what is said there follows from the same rules, Facebook's part is the
same with and without the others, and each platform's answers hold what the truth says."""

import collections

import pytest

import features
import waits
from city import Simulator
from test_city import END, epoch, without_moments

# What of features.py a platform cannot show; what it can must be there.
FORMATS = {"text", "photo", "video", "reel", "link", "event"}
COMMON = {"old id", "edited", "picture", "nobody knows whether it needs an answer", "undecided"}
LACKS = {
    "facebook": set(),
    "instagram": COMMON | {"reply of a reply", "text", "link", "event"},
    "tiktok": COMMON | {"automatic", "more comments announced than listed", "reply of a reply", "text", "reel", "link",
                        "event", "unknown", "mention by citizen", "mention by leader", "mention by unknown"},
    "youtube": (COMMON - {"edited"}) | {"automatic", "reply of a reply", "text", "photo", "reel", "link", "event",
                                        "mention by citizen", "mention by leader", "mention by unknown"},
    "threads": COMMON | {"automatic", "more comments announced than listed", "reel", "link", "event"},
    "web": set(features.MESSAGES) | set(features.THREADS) | {"undecided"} | set(features.POSTS) - {"text"},
    "x": COMMON | {"automatic", "more comments announced than listed", "reel", "event", "unknown", "mention by unknown"},
}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    out = tmp_path_factory.mktemp("platforms")
    with Simulator(out, "--seed", 7, "--end", END, "--channels", "all") as simulator:
        yield simulator


@pytest.fixture(scope="module")
def truth(city):
    return city.truth()


def part(truth, channel):
    """The truth of one channel, without complaints."""
    lists = ("accounts", "posts", "messages", "inquiries")
    return {name: [row for row in truth[name] if row["channel"] == channel] for name in lists}


def channels(truth):
    return sorted({a["channel"] for a in truth["accounts"]})


def test_facebook_is_the_same_alone(truth, tmp_path):
    with Simulator(tmp_path, "--seed", 7, "--end", END) as alone:
        assert channels(alone.truth()) == ["facebook"]
        assert without_moments(part(alone.truth(), "facebook")) == without_moments(part(truth, "facebook"))
        assert without_moments(alone.truth()["complaint_events"]) == without_moments(truth["complaint_events"])


def test_every_platform_is_configured(city, truth):
    assert set(city.config["platforms"]) == set(channels(truth)) >= {"facebook", "instagram", "threads"}
    named = {(a.channel, a.id) for a in city.accounts}
    assert named == {(a["channel"], a["external_id"]) for a in truth["accounts"]}
    for channel in channels(truth):
        assert city.of(channel)[-1].unit is None, "the mayor is everywhere"
        assert {a["unit"] for a in truth["accounts"] if a["channel"] == channel} > {None}


def test_ids_are_one_item_each(truth):
    for channel in channels(truth):
        for name in ("accounts", "posts", "messages"):
            ids = [row["external_id"] for row in part(truth, channel)[name]]
            assert len(ids) == len(set(ids)), (channel, name)
        handles = [a["handle"] for a in part(truth, channel)["accounts"]]
        assert len(handles) == len({h.lower() for h in handles}), channel


def test_inquiries_equal_a_second_derivation(truth):
    def key(inquiry):
        return tuple(inquiry[name] for name in ("channel", "account", "opening_id", "unit", "class"))

    mine = {key(i): i for i in waits.inquiries(truth["messages"], truth["accounts"], truth["complaint_events"])}
    theirs = {key(i): i for i in truth["inquiries"] if i["kind"] != "complaint"}
    assert mine.keys() == theirs.keys()
    assert collections.Counter(k[0] for k in mine).keys() <= set(channels(truth))
    for name, inquiry in mine.items():
        # What the truth calls substantive it tells of whoever was asked, here it is of whom the unit answered.
        same = inquiry.keys() - {"reply_class", "substantive_at"}
        assert {k: theirs[name][k] for k in same} == {k: inquiry[k] for k in same}


@pytest.mark.parametrize("channel", sorted(LACKS))
def test_nothing_is_absent(truth, channel):
    only = {**truth, **part(truth, channel)}
    known = set(features.MESSAGES) | set(features.THREADS) | set(features.POSTS) | {"undecided"}
    absent = {name for name in features.absent(only) if name in known}
    # The two-message rarities of a small city are Facebook's, which the tests of it demand.
    rare = {"comment of the mayor that tags a unit", "late", "hidden", "removed by author", "removed by unit",
            "removed by unknown", "no number of shares"}
    assert not absent - rare - LACKS[channel], sorted(absent - rare - LACKS[channel])


@pytest.mark.parametrize("channel", ["facebook", "instagram", "threads", "x"])
def test_no_case_to_which_a_mayor_points_is_absent(tmp_path, channel):
    with Simulator(tmp_path, "--seed", 7, "--end", END, "--channels", channel, "--referring") as city:
        assert set(features.absent_references(city.truth())) == set()


def test_who_is_not_there_has_no_part(city):
    for path in ("/fb/v26.0/me", "/ig/v26.0/me", "/th/v1.0/me"):
        assert city.request(path).json()["error"]["code"] == 190
    assert city.request("/nowhere/").status == 404


# Instagram

REPLY = "id,text,timestamp,username,from,user,like_count,hidden,parent_id"
COMMENT = f"{REPLY},media,replies.limit(50){{{REPLY}}}"


def replies_of(city, account, comment):
    replies = comment.get("replies", {"data": []})
    found = list(replies["data"])
    if replies.get("paging", {}).get("next"):
        after = replies["paging"]["cursors"]["after"]
        found += city.walk(account, f"/{comment['id']}/replies", fields=REPLY, limit=50, after=after)
    return found


def own(city, channel):
    return [a for a in city.of(channel) if a.token]


def test_instagram_comments_are_the_truth(city, truth):
    messages = {m["external_id"]: m for m in part(truth, "instagram")["messages"]}
    handles = {a.handle for a in city.of("instagram")}
    seen, strangers = set(), 0
    for account in own(city, "instagram"):
        for post in (p for p in truth["posts"] if p["account"] == account.id):
            comments = city.walk(account, f"/{post['external_id']}/comments", fields=COMMENT, limit=50)
            times = [c["timestamp"] for c in comments]
            assert times == sorted(times, reverse=True)
            listed = [item for c in comments for item in [c, *replies_of(city, account, c)]]
            assert len(listed) == post["listed_comments"]
            for item in listed:
                message = messages[item["id"]]
                seen.add(item["id"])
                assert epoch(item["timestamp"]) == message["sent_at"] and item["text"] == message["text"]
                assert item.get("parent_id") == message["parent"] and message["parent"] in (None, message["thread"])
                assert item.get("username") == item.get("from", {}).get("username") == message["author_handle"]
                assert item["hidden"] == message["hidden"] and item["like_count"] == message["likes"]
                assert ("user" in item) == (message["author"] == account.id)
                if message["role"] in ("citizen", "unknown"):
                    assert item.get("from", {}).get("id") == message["author"]
                elif message["author"] != account.id:  # known by name only
                    strangers += 1
                    assert item["from"]["id"] != message["author"] and item["username"] in handles
    assert seen == {k for k, m in messages.items() if m["gone_at"] is None and m["kind"] != "mention"}
    assert strangers > 3


def test_instagram_media_and_stories(city, truth):
    posts = {p["external_id"]: p for p in part(truth, "instagram")["posts"]}
    fields = "id,caption,media_type,media_product_type,permalink,timestamp,username,like_count,comments_count"
    kinds, hidden = set(), 0
    for account in own(city, "instagram"):
        media = city.walk(account, f"/{account.id}/media", fields=fields, limit=7)
        stories = city.walk(account, f"/{account.id}/stories", fields=fields)
        true = [p for p in posts.values() if p["account"] == account.id]
        assert {m["id"] for m in media} == {p["external_id"] for p in true if p["listed_until"] is None}
        assert {s["id"] for s in stories} == {p["external_id"] for p in true if (p["listed_until"] or 0) > END}
        assert len(stories) == 1 and stories[0]["media_product_type"] == "STORY"
        for item in media + stories:
            post = posts[item["id"]]
            assert (item["caption"], epoch(item["timestamp"])) == (post["text"], post["published_at"])
            assert item["comments_count"] == post["announced_comments"]
            assert item.get("like_count") == (None if post["secret_likes"] else post["likes_only"])
            hidden += post["secret_likes"]
            kinds.add((item["media_type"], item["media_product_type"]))
    assert hidden and kinds == {("IMAGE", "FEED"), ("CAROUSEL_ALBUM", "FEED"), ("VIDEO", "FEED"),
                                ("VIDEO", "REELS"), ("IMAGE", "STORY")}


def test_instagram_names_at_each_level(city, truth):
    """Nothing of an author that was not asked for where he stands."""
    account = city.of("instagram")[0]
    post = max((p for p in truth["posts"] if p["account"] == account.id), key=lambda p: p["listed_comments"])
    path = f"/{post['external_id']}/comments"
    answer = city.graph(account, path, fields="id,username,replies{id}", limit=100).json()
    assert len(answer["data"]) == 50 and account.token in answer["paging"]["next"]
    assert any("username" in c for c in answer["data"])
    replies = [r for c in answer["data"] for r in c.get("replies", {"data": []})["data"]]
    assert replies and all(set(r) == {"id"} for r in replies)
    assert set(city.graph(account, path, limit=1).json()["data"][0]) == {"id", "text", "timestamp"}
    refused = city.graph(account, f"/{account.id}", fields="id,account_type").json()["error"]
    assert refused["code"] == 100


def test_instagram_discovery(city, truth):
    public = next(a for a in city.of("instagram") if not a.token)
    entry = next(a for a in truth["accounts"] if a["external_id"] == public.id)
    via = next(a for a in city.of("instagram") if a.id == entry["via"])
    posts = {p["external_id"]: p for p in truth["posts"] if p["account"] == public.id}
    seen, after = {}, ""
    for _ in range(20):
        media = f"media.limit(2){after}{{id,caption,timestamp,like_count,comments_count}}"
        fields = f"business_discovery.username({public.handle}){{id,username,followers_count,media_count,{media}}}"
        found = city.graph(via, f"/{via.id}", fields=fields).json()["business_discovery"]
        assert (found["id"], found["media_count"]) == (public.id, len(posts))
        assert found["followers_count"] == entry["followers"][-1][1]
        seen.update({m["id"]: m for m in found["media"]["data"]})
        if "after" not in found["media"]["paging"]["cursors"]:
            break
        after = f".after({found['media']['paging']['cursors']['after']})"
    assert seen.keys() == posts.keys() and len(posts) > 2
    for name, item in seen.items():
        assert item["caption"] == posts[name]["text"].replace("@", "")
        assert item["comments_count"] == posts[name]["announced_comments"]
    nobody = city.graph(via, f"/{via.id}", fields="business_discovery.username(nobody){id}")
    assert (nobody.status, nobody.json()["error"]["code"]) == (400, 110)


def test_instagram_tags(city, truth):
    mentions = {m["external_id"]: m for m in part(truth, "instagram")["messages"] if m["kind"] == "mention"}
    seen = set()
    for account in own(city, "instagram"):
        for item in city.walk(account, f"/{account.id}/tags", fields="id,username,caption,timestamp,permalink"):
            mention = mentions[item["id"]]
            seen.add(item["id"])
            assert (item.get("username"), epoch(item["timestamp"])) == (mention["author_handle"], mention["sent_at"])
            assert item["caption"] == mention["text"].replace("@", "") and mention["tags"] == account.id
    assert seen == set(mentions)


# Threads

THREAD = "id,text,username,timestamp,permalink,has_replies,root_post,replied_to,is_reply,is_reply_owned_by_me,hide_status"


def test_threads_conversations_are_the_truth(city, truth):
    messages = {m["external_id"]: m for m in part(truth, "threads")["messages"]}
    seen = set()
    for account in own(city, "threads"):
        for post in (p for p in truth["posts"] if p["account"] == account.id):
            listed = city.walk(account, f"/{post['external_id']}/conversation", fields=THREAD, limit=40)
            assert len(listed) == post["listed_comments"]
            top = city.walk(account, f"/{post['external_id']}/replies", fields="id")
            assert {t["id"] for t in top} == {i["id"] for i in listed if i["replied_to"]["id"] == post["external_id"]}
            for item in listed:
                message = messages[item["id"]]
                seen.add(item["id"])
                assert (item["text"], epoch(item["timestamp"])) == (message["text"], message["sent_at"])
                assert item["root_post"]["id"] == post["external_id"] and item["is_reply"]
                assert item["replied_to"]["id"] == (message["parent"] or post["external_id"])
                assert item.get("username") == message["author_handle"]
                assert item["is_reply_owned_by_me"] == (message["author"] == account.id)
                assert (item["hide_status"] == "HIDDEN") == message["hidden"]
    assert seen == {k for k, m in messages.items() if m["gone_at"] is None and m["kind"] != "mention"}


def test_threads_posts_numbers_and_mentions(city, truth):
    account = city.of("threads")[0]
    assert city.graph(account, "/me", fields="id,username").json() == {"id": account.id, "username": account.handle}
    posts = {p["external_id"]: p for p in truth["posts"] if p["account"] == account.id}
    listed = city.walk(account, "/me/threads", fields="id,text,media_type,timestamp,username", limit=2)
    assert {p["id"]: p["text"] for p in listed} == {name: p["text"] for name, p in posts.items()}
    metrics = "views,likes,replies,reposts,quotes,shares"
    for name, post in posts.items():
        rows = city.graph(account, f"/{name}/insights", metric=metrics).json()["data"]
        values = {row["name"]: row["values"][0]["value"] for row in rows}
        assert set(values) == set(metrics.split(","))
        assert (values["views"], values["likes"], values["replies"]) == (
            post["views"], post["likes_only"], post["listed_comments"])
    mentions = {m["external_id"] for m in truth["messages"] if m["kind"] == "mention" and m["account"] == account.id}
    assert {m["id"] for m in city.walk(account, "/me/mentions", fields="id")} == mentions != set()


def test_threads_of_others_are_not_there(city, truth):
    mine, other = city.of("threads")[:2]
    post = next(p for p in truth["posts"] if p["account"] == other.id)
    error = city.graph(mine, f"/{post['external_id']}").json()["error"]
    assert (error["type"], error["code"], error["error_subcode"]) == ("THApiException", 100, 33)
    city.fault("expired", match="/th/")
    error = city.graph(mine, "/me").json()["error"]
    assert (error["type"], error["code"], error["error_subcode"]) == ("THApiException", 190, 463)


def test_threads_renews_each_token_for_its_account(city):
    for account in city.of("threads"):
        renewed = city.request("/refresh_access_token", grant_type="th_refresh_token", access_token=account.token)
        headers = {"Authorization": "Bearer " + renewed.json()["access_token"]}
        assert city.request("/th/v1.0/me", headers=headers, fields="id").json() == {"id": account.id}


# Direct messages

DIRECT = "id,created_time,from,to"


@pytest.fixture(scope="module")
def chatty(tmp_path_factory):
    out = tmp_path_factory.mktemp("chatty")
    arguments = ("--seed", 7, "--end", END, "--channels", "facebook,instagram", "--direct", "--reveal", "hand")
    with Simulator(out, *arguments) as simulator:
        yield simulator


@pytest.mark.parametrize("channel,inbox", [("facebook", "messenger"), ("instagram", "instagram")])
@pytest.mark.parametrize("share", [0.6, 1.0])
def test_conversations_are_the_truth(chatty, channel, inbox, share):
    state = chatty.state()
    chatty.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
    true = chatty.truth()
    direct = {m["external_id"]: m for m in part(true, channel)["messages"] if m["kind"] == "direct_message"}
    seen, cut = set(), 0
    for account in own(chatty, channel):
        fields = f"id,updated_time,message_count,messages.limit(20){{{DIRECT}}}"
        found = chatty.walk(account, "/me/conversations", platform=inbox, fields=fields, limit=2)
        changes = [c["updated_time"] for c in found]
        assert changes == sorted(changes, reverse=True)
        other = {"messenger": "instagram", "instagram": "messenger"}[inbox]
        assert chatty.walk(account, f"/{account.id}/conversations", platform=other) == []
        for conversation in found:
            listed = chatty.walk(account, f"/{conversation['id']}/messages", fields=DIRECT, limit=7)
            assert conversation["message_count"] == len(listed)
            assert conversation["messages"]["data"] == listed[:20]
            assert conversation["updated_time"] == listed[0]["created_time"]
            cut += len(listed) > 20
            for item in listed:
                message = direct[item["id"]]
                seen.add(item["id"])
                assert (message["thread"], message["account"]) == (conversation["id"], account.id)
                assert epoch(item["created_time"]) == message["sent_at"]
                assert item["from"]["id"] == message["author"]
                assert (item["to"]["data"][0]["id"] == account.id) == (message["role"] == "citizen")
    assert seen == set(direct) and len(seen) > 20
    assert cut == (1 if channel == "facebook" else 0)
    kinds = {i["kind"] for i in part(true, channel)["inquiries"]}
    assert "direct_message" in kinds
    mine = [i for i in waits.inquiries(true["messages"], true["accounts"], []) if i["kind"] == "direct_message"]
    theirs = [i for i in true["inquiries"] if i["kind"] == "direct_message"]
    assert len(mine) == len(theirs)
    by_id = {i["opening_id"]: i for i in theirs}
    for inquiry in mine:
        same = inquiry.keys() - {"reply_class", "substantive_at"}
        assert {k: by_id[inquiry["opening_id"]][k] for k in same} == {k: inquiry[k] for k in same}


def test_without_conversations_the_list_is_empty(city):
    page = city.of("facebook")[0]
    assert city.graph(page, "/me/conversations", platform="messenger", fields="id").json() == {"data": []}


# Accounts that are closed to the public


def test_an_account_is_closed_by_a_fault(city):
    """Where it is asked for, and until the fault is over; nothing else of the answer changes."""
    page, channel = city.of("facebook")[0], city.of("youtube")[0]
    key = channel.credential.read_text().strip().removeprefix("key=")

    def published(fields):
        return city.graph(page, f"/{page.id}", fields=fields).json()

    def privacy():
        path = f"/yt/youtube/v3/channels?part=status&id={channel.id}"
        return city.request(path, headers={"X-Goog-Api-Key": key}).json()["items"][0]["status"]["privacyStatus"]

    assert published("id,is_published") == {"id": page.id, "is_published": True} and privacy() == "public"
    city.fault("unpublished", f"/{page.id}")
    city.fault("youtube_private", "/yt/")
    assert published("id,username") == {"id": page.id, "username": page.handle}
    assert published("id,is_published") == {"id": page.id, "is_published": False} and privacy() == "private"
    assert published("id,is_published") == {"id": page.id, "is_published": True} and privacy() == "public"
