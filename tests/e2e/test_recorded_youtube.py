# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded answers of YouTube, served to pantaud --once (see recorded.py): every item of every list arrives,
with its time, role, thread and counters, and each refusal leads to its cause."""

import datetime

import pytest

from recorded import Recorded, causes, moment
from served import rule

RECORDED = Recorded("youtube")
load = RECORDED.load

CHANNEL = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
EMPTY = {"kind": "youtube#list", "items": []}


@pytest.fixture
def gather(collect):
    def run(rules, channel=CHANNEL):
        return collect(channel, rules, platform="youtube")

    return run


def whole(text):
    return None if text is None else int(text)


def asked(call, body, token=None, **query):
    return {"path": f"/v26.0/{call}", "query": {"pageToken": token, **query}, "body": body}


def upload_of_today(video):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"kind": "youtube#playlistItemListResponse", "items": [
        {"kind": "youtube#playlistItem", "id": "x", "contentDetails": {"videoId": video, "videoPublishedAt": now},
         "snippet": {"title": "Rapat", "description": "", "publishedAt": now,
                     "resourceId": {"kind": "youtube#video", "videoId": video}}}]}


def check_videos(items, counted, database):
    """items: as the playlist of uploads has them; counted: by their id, as the list of videos has them."""
    rows = {row["external_id"]: row for row in database.dicts(
        "select p.*, s.likes, s.comments, s.views from core.post as p "
        "left join core.post_sample as s using (government_id, account_id, post_id)")}
    assert set(rows) == {item["snippet"]["resourceId"]["videoId"] for item in items}
    for item in items:
        told = item["snippet"]
        row = rows[told["resourceId"]["videoId"]]
        numbers = counted.get(told["resourceId"]["videoId"], {}).get("statistics", {})
        published = item.get("contentDetails", {}).get("videoPublishedAt", told["publishedAt"])
        assert row["published_at"] == moment(published)
        assert row["text"] == "\n\n".join(part for part in (told["title"], told["description"]) if part)
        assert row["permalink"] == f"https://www.youtube.com/watch?v={told['resourceId']['videoId']}"
        assert (row["views"], row["likes"], row["comments"]) == tuple(
            whole(numbers.get(name)) for name in ("viewCount", "likeCount", "commentCount"))


@RECORDED.needed
@pytest.mark.parametrize("names, number", [
    (["apidata__playlist_items__playlist_items_paged_1", "apidata__playlist_items__playlist_items_paged_2"], 13),
    (["apidata__playlist_items__playlist_items_multi"], 2), (["apidata__playlist_items__playlist_items_single"], 1),
    (["apidata__playlist_items__playlist_items_filter_video"], 1),
    (["modeldata__playlist_items__playlist_item_api_response"], 3),
])
def test_uploads(gather, database, names, number):
    pages = [load(name) for name in names]
    tokens = [None, *(page.get("nextPageToken") for page in pages)]
    uploads = {"playlistId": "UU" + CHANNEL[2:]}
    # One of today stands before them: behind a page of which all is older than collector.history nothing is asked.
    pages[0]["items"].insert(0, upload_of_today("aaaaaaaaaaa")["items"][0])
    done = gather([asked("playlistItems", page, token, **uploads) for page, token in zip(pages, tokens)])
    assert done.returncode == 0, done.stderr
    items = sum((page["items"] for page in pages), [])
    assert len(items) == 1 + number
    check_videos(items, {}, database)


@RECORDED.needed
def test_counters_of_videos(gather, database):
    listed = load("apidata__playlist_items__playlist_items_single")
    video = load("modeldata__videos__video_api_response")["items"][0]
    item = listed["items"][0]
    item["snippet"].update(title=video["snippet"]["title"], description=video["snippet"]["description"],
                           resourceId={"kind": "youtube#video", "videoId": video["id"]})
    item["contentDetails"] = {"videoPublishedAt": video["snippet"]["publishedAt"]}
    video["statistics"] = load("modeldata__videos__video_statistics")
    done = gather([
        asked("playlistItems", listed),
        rule("videos", {"kind": "youtube#videoListResponse", "items": [video]}),
    ])
    assert done.returncode == 0, done.stderr
    check_videos([item], {video["id"]: video}, database)
    assert database.one("select views from core.post_sample") == 8087


def comments_of(threads):
    """(comment, video, thread) of each."""
    for thread in threads:
        video = thread["snippet"].get("videoId")
        yield thread["snippet"]["topLevelComment"], video, thread["id"]
        for reply in thread.get("replies", {}).get("comments", []):
            yield reply, video, thread["id"]


def check_comments(items, database, owner=CHANNEL):
    rows = {row["external_id"]: row for row in database.dicts("select * from core.message")}
    assert set(rows) == {item["id"] for item, _, _ in items}
    for item, video, thread in items:
        row, told = rows[item["id"]], item["snippet"]
        author = told.get("authorChannelId", {}).get("value")
        assert row["sent_at"] == moment(told["publishedAt"])
        assert row["edited_at"] == (moment(told["updatedAt"]) if told["updatedAt"] > told["publishedAt"] else None)
        assert row["text"] == told["textOriginal"]
        assert row["likes"] == told["likeCount"]
        assert row["role"] == ("official" if author == owner else "citizen" if author else "unknown")
        assert (row["author_key"] is not None) == (author is not None)
        assert row["post_external_id"] == video
        assert row["thread_key"] == thread
        assert (row["kind"], row["parent_external_id"]) == (
            ("comment", None) if thread == item["id"] else ("reply", thread))
        assert row["permalink"] == f"https://www.youtube.com/watch?v={video}&lc={item['id']}"


@RECORDED.needed
@pytest.mark.parametrize("names, number", [
    (["apidata__comment_threads__comment_threads_by_video_paged_1",
      "apidata__comment_threads__comment_threads_by_video_paged_2"], 10),
    (["apidata__comment_threads__comment_threads_multi"], 2), (["apidata__comment_threads__comment_thread_single"], 1),
])
def test_threads(gather, database, names, number):
    pages = [load(name) for name in names]
    tokens = [None, *(page.get("nextPageToken") for page in pages)]
    # The second page was recorded as the first once more: a thread that is followed twice would be a list without end.
    for thread in pages[1]["items"] if len(pages) > 1 else []:
        thread["snippet"]["totalReplyCount"] = 0
    threads = sum((page["items"] for page in pages), [])
    video = threads[0]["snippet"]["videoId"]
    done = gather([asked("playlistItems", upload_of_today(video)),
                   *(asked("commentThreads", page, token, videoId=video) for page, token in zip(pages, tokens))])
    assert done.returncode == 0, done.stderr
    items = list(comments_of(threads))
    assert len(items) == number
    check_comments(items, database)


@RECORDED.needed
def test_a_thread_with_replies_inside(gather, database):
    thread = load("modeldata__comments__comment_thread_info")
    video = thread["snippet"]["videoId"]
    done = gather([asked("playlistItems", upload_of_today(video)),
                   asked("commentThreads", {"kind": "youtube#commentThreadListResponse", "items": [thread]})])
    assert done.returncode == 0, done.stderr
    items = list(comments_of([thread]))
    assert len(items) == 1 + thread["snippet"]["totalReplyCount"] > 1
    check_comments(items, database)


@RECORDED.needed
def test_two_pages_of_replies(gather, database):
    """Of a thread that has more than stand beside it."""
    first, second = (load(f"apidata__comments__comments_by_parent_paged_{n}") for n in (1, 2))
    replies = first["items"] + second["items"]
    top = replies[0]["snippet"]["parentId"]
    threads = load("apidata__comment_threads__comment_threads_all_to_me")["items"]
    thread = next(item for item in threads if item["id"] == top)
    thread["snippet"]["totalReplyCount"] = len(replies)
    video = thread["snippet"]["videoId"]
    done = gather([asked("playlistItems", upload_of_today(video)),
                   asked("commentThreads", {"kind": "youtube#commentThreadListResponse", "items": [thread]}),
                   asked("comments", first, parentId=top),
                   asked("comments", second, first["nextPageToken"], parentId=top)])
    assert done.returncode == 0, done.stderr
    check_comments([*comments_of([thread]), *((reply, video, top) for reply in replies)], database)
    assert len(replies) == 3


@RECORDED.needed
@pytest.mark.parametrize("name", ["apidata__channel_info_single", "apidata__channels__info", "apidata__channel_info_multi",
                                  "apidata__channels__info_multiple", "modeldata__channels__channel_api_response"])
def test_the_channel_itself(gather, database, name):
    """Also among others; what was not asked for when it was recorded is not there."""
    value = load(name)
    told = next((item for item in value["items"] if item["id"] == CHANNEL), value["items"][0])
    done = gather([asked("channels", value)], told["id"])
    assert done.returncode == 0, done.stderr
    numbers = told.get("statistics", {})
    assert database.rows("select name, handle, followers, posts, views from core.account_sample") == [
        (told["snippet"]["title"], told["snippet"].get("customUrl", "").lstrip("@") or None,
         *(whole(numbers.get(key)) for key in ("subscriberCount", "videoCount", "viewCount")))]


@RECORDED.needed
@pytest.mark.parametrize("name, status, wanted", [
    ("error_response", 400, ("denied", "token_invalid")),
    ("apidata__error_permission_resp", 403, ("denied", "permission")),
])
def test_recorded_refusals(gather, database, name, status, wanted):
    done = gather([{"path": "*", "status": status, "body": load(name)}])
    assert done.returncode == 1, done.stderr
    assert set(causes(database).values()) == {(*wanted, status)}


def old(reason, code, message="…", domain="youtube.quota"):
    return code, {"error": {"errors": [{"domain": domain, "reason": reason, "message": message}], "code": code,
                            "message": message}}


def new(reason, code, status, word="forbidden", metadata=None):
    return code, {"error": {"code": code, "message": "…", "status": status,
                            "errors": [{"message": "…", "domain": "global", "reason": word}],
                            "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason,
                                         "domain": "googleapis.com", "metadata": metadata or {}}]}}


DAY = {"quota_limit": "defaultPerDayPerProject", "quota_unit": "1/d/{project}"}
# After the documentation of the API and of its errors, both forms: answer → verdict and cause.
REFUSALS = {
    "quota": (old("quotaExceeded", 403), ("limited", "quota")),
    "quota of old": (old("dailyLimitExceeded", 403, domain="usageLimits"), ("limited", "quota")),
    "rate": (old("rateLimitExceeded", 403, domain="usageLimits"), ("limited", "quota")),
    "rate of a user": (old("userRateLimitExceeded", 403, domain="usageLimits"), ("limited", "quota")),
    "rate, newer": (new("RATE_LIMIT_EXCEEDED", 429, "RESOURCE_EXHAUSTED", "rateLimitExceeded", DAY), ("limited", "quota")),
    "key": (old("keyInvalid", 400, domain="usageLimits"), ("denied", "token_invalid")),
    "key, newer": (new("API_KEY_INVALID", 400, "INVALID_ARGUMENT", "badRequest"), ("denied", "token_invalid")),
    "not switched on": (old("accessNotConfigured", 403, domain="usageLimits"), ("denied", "permission")),
    "not switched on, newer": (new("SERVICE_DISABLED", 403, "PERMISSION_DENIED", "accessNotConfigured"),
                               ("denied", "permission")),
    "address": (old("ipRefererBlocked", 403, domain="usageLimits"), ("denied", "permission")),
    "key of another service": (new("API_KEY_SERVICE_BLOCKED", 403, "PERMISSION_DENIED"), ("denied", "permission")),
    "key of another page": (new("API_KEY_HTTP_REFERRER_BLOCKED", 403, "PERMISSION_DENIED"), ("denied", "permission")),
    "forbidden": (old("forbidden", 403, domain="global"), ("denied", "permission")),
    "token": (old("authError", 401, "Invalid Credentials", domain="global"), ("denied", "token_invalid")),
    "theirs": (old("backendError", 500, "Backend Error", domain="global"), ("busy", "peer_trouble")),
}


@pytest.mark.parametrize("name", list(REFUSALS))
def test_refusals(gather, database, name):
    (status, body), wanted = REFUSALS[name]
    done = gather([{"path": "*", "status": status, "body": body}])
    assert done.returncode == 1, done.stderr
    told = causes(database)
    assert told and set(told.values()) == {(*wanted, status)}, told


# Of one video, among videos whose comments arrive.
OF_A_VIDEO = {
    "comments off": (old("commentsDisabled", 403, domain="youtube.commentThread"), "comments_off"),
    "gone": (old("videoNotFound", 404, domain="youtube.commentThread"), "gone"),
    "private": (old("forbidden", 403, domain="youtube.commentThread"), "permission"),
    "stumbles": (old("processingFailure", 400, domain="youtube.commentThread"), "peer_trouble"),
}


@pytest.mark.parametrize("name", list(OF_A_VIDEO))
def test_refusals_of_one_video(gather, database, name):
    (status, body), cause = OF_A_VIDEO[name]
    listed, other = upload_of_today("aaaaaaaaaaa"), upload_of_today("bbbbbbbbbbb")
    listed["items"] += other["items"]
    thread = {"id": "T1", "snippet": {"videoId": "bbbbbbbbbbb", "topLevelComment": {"id": "T1", "snippet": {
        "publishedAt": "2026-01-02T03:04:05Z", "textOriginal": "Kapan?"}}}}
    done = gather([asked("playlistItems", listed),
                   {"path": "/v26.0/commentThreads", "query": {"videoId": "aaaaaaaaaaa"}, "status": status, "body": body},
                   asked("commentThreads", {"kind": "x", "items": [thread]})])
    assert database.rows("select distinct cause from ops.run where target = 'aaaaaaaaaaa' and verdict <> 'done'") == [
        (cause,)], done.stderr
    assert database.rows("select external_id, post_external_id from core.message") == [("T1", "bbbbbbbbbbb")]


def test_a_channel_that_is_none(gather, database):
    assert gather([asked("channels", {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0}})]).returncode
    assert causes(database)["account"][:2] == ("gone", "gone")
