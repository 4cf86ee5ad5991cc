# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The city: the same seed gives the same world, every list is complete over its pages, the truth
agrees with what is served, and the inquiries agree with a second derivation."""

import collections
import datetime
import json

import pytest

import features
import hops
import waits
from city import Simulator

END = 1795300000  # a fixed end makes the world the same on every day


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Simulator(tmp_path_factory.mktemp("city"), "--seed", 5, "--end", END) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def truth(city):
    return city.truth()


def without_moments(value):
    """Truth without the real moments, which differ from run to run."""
    if isinstance(value, dict):
        moments = ("seen", "seen_from", "written_real", "started_real")
        return {k: without_moments(v) for k, v in value.items() if k not in moments}
    return [without_moments(v) for v in value] if isinstance(value, list) else value


def epoch(text):
    return int(datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").timestamp())


def test_same_seed_same_world(truth, tmp_path):
    with Simulator(tmp_path, "--seed", 5, "--end", END) as again:
        assert without_moments(again.truth()) == without_moments(truth)


def test_other_seed_other_world(truth, tmp_path):
    with Simulator(tmp_path, "--seed", 6, "--end", END) as other:
        assert without_moments(other.truth())["messages"] != without_moments(truth)["messages"]


@pytest.mark.parametrize("limit", [100, 7, 1])
def test_paging_is_complete(city, truth, limit):
    page = city.pages[0]
    posts = city.walk(page, f"/{page.id}/published_posts", fields="id", limit=min(limit, 3))
    assert {p["id"] for p in posts} == {
        p["external_id"] for p in truth["posts"] if p["account"] == page.id
    }
    post = max(truth["posts"], key=lambda p: p["listed_comments"])
    listed = city.comments(page, post["external_id"], limit)
    assert len(listed) == post["listed_comments"] > 100
    assert len({c["id"] for c in listed}) == len(listed)
    times = [c["created_time"] for c in listed]
    assert times == sorted(times)


def test_every_comment_is_the_truth(city, truth):
    messages = {m["external_id"]: m for m in truth["messages"]}
    seen = set()
    for page in city.pages:
        for post in (p for p in truth["posts"] if p["account"] == page.id):
            for comment in city.comments(page, post["external_id"]):
                message = messages[comment["id"]]
                seen.add(comment["id"])
                assert epoch(comment["created_time"]) == message["sent_at"]
                assert comment["message"] == message["text"]
                assert comment.get("from", {}).get("id") == message["author"]
                assert comment.get("parent", {}).get("id") == message["parent"]
                assert comment["like_count"] == message["likes"]
                assert comment["is_hidden"] == message["hidden"]
                assert ("attachment" in comment) == (message["say"] == "picture")
    stands = {k for k, m in messages.items() if m["gone_at"] is None and m["kind"] != "mention"}
    assert seen == stands


def test_posts_and_counters(city, truth):
    posts = {p["external_id"]: p for p in truth["posts"]}
    fields = (
        "id,message,created_time,shares,comments.filter(stream).limit(0).summary(true),"
        "reactions.limit(0).summary(total_count)"
    )
    for page in city.pages:
        for post in city.walk(page, f"/{page.id}/posts", fields=fields, limit=100):
            true = posts[post["id"]]
            assert post["message"] == true["text"]
            assert post["comments"]["summary"]["total_count"] == true["announced_comments"]
            assert post["reactions"]["summary"]["total_count"] == true["reactions"]
            assert post.get("shares", {}).get("count") == true["shares"]


def test_mentions(city, truth):
    mentions = {m["external_id"]: m for m in truth["messages"] if m["kind"] == "mention"}
    seen = set()
    for page in city.pages:
        for post in city.walk(page, f"/{page.id}/tagged", fields="id,message,from,created_time"):
            author, number = post["id"].split("_")
            assert post["message"] == mentions[number]["text"]
            assert post.get("from", {}).get("id") == mentions[number]["author"]
            assert mentions[number]["author"] in (None, author)
            seen.add(number)
    assert seen == set(mentions)


def test_only_what_was_asked(city):
    page = city.pages[0]
    assert set(city.graph(page, f"/{page.id}", fields="id,fan_count").json()) == {"id", "fan_count"}
    assert set(city.graph(page, f"/{page.id}").json()) == {"id", "name"}
    wrong = city.graph(page, f"/{page.id}", fields="id,shoe_size")
    assert (wrong.status, wrong.json()["error"]["code"]) == (400, 100)


def test_next_carries_the_token_and_the_last_page_has_a_cursor(city, truth):
    page = city.pages[0]
    post = max(truth["posts"], key=lambda p: p["listed_comments"])["external_id"]
    answer = city.graph(page, f"/{post}/comments", filter="stream", limit=100).json()
    assert page.token in answer["paging"]["next"]
    while answer["paging"].get("next"):
        after = answer["paging"]["cursors"]["after"]
        more = {"filter": "stream", "limit": 100, "after": after}
        answer = city.graph(page, f"/{post}/comments", **more).json()
    assert answer["data"] and answer["paging"]["cursors"]["after"]


def test_tokens_and_proof(city):
    plain = next(p for p in city.pages if not p.secret)
    proven = next(p for p in city.pages if p.secret)
    wrong = {"Authorization": "Bearer nobody"}
    answer = city.request(f"/fb/v26.0/{plain.id}", headers=wrong)
    assert answer.json()["error"]["code"] == 190
    assert city.request(f"/fb/v26.0/{plain.id}").json()["error"]["code"] == 190
    right = {"Authorization": "Bearer " + proven.token}
    assert city.request(f"/fb/v26.0/{proven.id}", headers=right).json()["error"]["code"] == 100
    answer = city.request(f"/fb/v26.0/{proven.id}", headers=right, appsecret_proof="0" * 64)
    assert answer.json()["error"]["code"] == 100
    assert city.graph(proven, f"/{proven.id}").status == 200
    assert city.graph(plain, f"/{proven.id}").json()["error"]["code"] == 10


def test_limit_and_usage_headers(city):
    page = city.pages[0]
    answer = city.graph(page, f"/{page.id}/posts", limit=101)
    assert answer.json()["error"]["code"] == 100
    assert "call_count" in json.loads(answer.headers["x-app-usage"])
    usage = json.loads(answer.headers["x-business-use-case-usage"])
    assert usage[page.id][0]["type"] == "pages"
    assert answer.headers["facebook-api-version"] == "v26.0"


def test_bare_post_ids_and_look_ups(city, truth):
    page = city.pages[0]
    post = next(p for p in truth["posts"] if p["account"] == page.id and p["listed_comments"])
    both = [city.comments(page, post[key]) for key in ("external_id", "alias_id")]
    assert both[0] == both[1] != []
    comment = both[0][0]["id"]
    assert city.graph(page, f"/{comment}", fields="id").json() == {"id": comment}
    nobody = city.graph(page, "/123_456", fields="id").json()["error"]
    assert (nobody["code"], nobody["error_subcode"]) == (100, 33)


def test_gone_comments_are_gone_by_id(city, truth):
    gone = [m for m in truth["messages"] if m["gone_at"]]
    assert {m["gone_by"] for m in gone} == {"author", "unit", "unknown"}
    pages = {p.id: p for p in city.pages}
    for message in gone:
        error = city.graph(pages[message["account"]], f"/{message['external_id']}").json()["error"]
        assert (error["code"], error["error_subcode"]) == (100, 33)


def test_since(city, truth):
    page = city.pages[0]
    times = sorted(p["published_at"] for p in truth["posts"] if p["account"] == page.id)
    posts = city.walk(page, f"/{page.id}/posts", fields="id", since=times[2])
    assert len(posts) == len(times) - 2


def test_inquiries_equal_a_second_derivation(truth):
    def key(inquiry):
        return (inquiry["channel"], inquiry["opening_id"], inquiry["unit"], inquiry["class"])

    mine = {key(i): i for i in waits.inquiries(truth["messages"], truth["accounts"], truth["complaint_events"])}
    theirs = {key(i): i for i in truth["inquiries"] if i["kind"] != "complaint"}
    assert mine.keys() == theirs.keys()
    for name, inquiry in mine.items():
        # What the truth calls substantive it tells of whoever was asked, here it is of whom the unit answered.
        same = inquiry.keys() - {"reply_class", "substantive_at"}
        assert {k: theirs[name][k] for k in same} == {k: inquiry[k] for k in same}


def test_waits_of_cases_equal_a_second_derivation(truth):
    columns = ("opened_at", "answered_at", "ended_at", "state")
    mine = {
        (feed, case, stint["unit"], stint["turn"]): {name: stint[name] for name in columns}
        for (feed, case), stints in hops.of_truth(truth).items() for stint in stints
    }
    theirs = {
        (i["channel"], i["opening_id"], i["unit"], i["turn"]): {name: i[name] for name in columns}
        for i in truth["inquiries"] if i["kind"] == "complaint"
    }
    assert mine == theirs
    states = {i["state"] for i in theirs.values()}
    assert {"waiting", "answered", "handed_over", "closed_unanswered"} <= states


def test_answers_are_later_official_messages_that_stand(truth):
    messages = {m["external_id"]: m for m in truth["messages"]}
    states = collections.Counter()
    for inquiry in truth["inquiries"]:
        states[inquiry["state"]] += 1
        if inquiry["channel"] != "facebook" or inquiry["answer_id"] is None:
            continue
        answer = messages[inquiry["answer_id"]]
        assert answer["role"] == "official" and answer["gone_at"] is None
        assert answer["sent_at"] >= inquiry["opened_at"]
        assert inquiry["thread"] in (answer["thread"], answer["post"])
        assert inquiry["needed_at"] is None or inquiry["needed_at"] >= inquiry["opened_at"]
    assert {"waiting", "answered", "helped"} <= set(states)


def test_automatic_texts_are_beyond_doubt(truth):
    """Within ten seconds in three threads or more, and no human answer comes that fast."""
    messages = {m["external_id"]: m for m in truth["messages"]}
    threads = collections.defaultdict(set)
    by_hand = 0
    texts = {m["text"] for m in truth["messages"] if m["role"] == "automatic"}
    for message in truth["messages"]:
        before = messages.get(message["parent"])
        if message["role"] == "automatic":
            assert message["sent_at"] - before["sent_at"] <= 10
            threads[message["text"]].add(message["thread"])
        elif message["role"] == "official":
            by_hand += message["text"] in texts
            thread = [m for m in truth["messages"] if m["thread"] == message["thread"]]
            waits_s = [message["sent_at"] - m["sent_at"] for m in thread if m["role"] == "citizen"]
            near = [w for w in waits_s if 0 < w < 60]
            assert not near or message["text"].endswith(f"{message['external_id'].split('_')[-1]}.")
    assert len(threads) >= 2 and all(len(t) >= 3 for t in threads.values())
    assert by_hand > 0


@pytest.mark.parametrize("seed,days", [(5, 30), (7, 30), (7, 26)])
def test_nothing_is_absent(tmp_path, seed, days):
    """Seed 7 is that of the tests of the whole (tests/e2e/conftest.py); 26 days are their living city's."""
    with Simulator(tmp_path, "--seed", seed, "--days", days) as city:
        assert features.absent(city.truth()) == []


def without_references(truth):
    """What a city has that does not point to cases, and how many posts do."""
    more = {m["post"] for m in truth["messages"] if m.get("points_to")}
    kept = {name: [row for row in truth[name] if not more & {row.get("post"), row.get("external_id"),
                                                             row.get("opening_id")}]
            for name in ("posts", "messages", "inquiries")}
    return without_moments({**truth, **kept}), len(more)


def test_a_mayor_who_points_to_cases(truth, tmp_path):
    """All that the rest of the city says stays as it was."""
    with Simulator(tmp_path, "--seed", 5, "--end", END, "--referring") as city:
        more = city.truth()
        bare, count = without_references(more)
        assert bare == without_moments(truth) and count > 20
        test_inquiries_equal_a_second_derivation(more)
    assert len(features.absent_references(truth)) == len(features.REFERENCES)


def test_what_is_absent_is_named(truth):
    bare = {**truth, "messages": [], "complaint_events": [], "posts": truth["posts"][:1]}
    named = features.absent(bare)
    assert {"late", "removed by unit", "several citizens in a thread", "handed over"} <= set(named)
    assert len(named) > 40


def test_reveal_by_hand(tmp_path):
    with Simulator(tmp_path, "--seed", 5, "--end", END, "--reveal", "hand") as city:
        begin, end = city.state()["begin"], city.state()["end"]
        assert city.state()["revealed_until"] == begin and city.truth()["messages"] == []
        middle = (begin + end) // 2
        assert city.reveal(middle)["revealed_until"] == middle
        half = city.truth()
        assert half["messages"] and all(m["visible_at"] <= middle for m in half["messages"])
        assert city.reveal(begin)["revealed_until"] == middle  # never back
        assert city.reveal("all")["done"] is True
        whole = city.truth()
        assert len(whole["messages"]) > len(half["messages"])
        first, last = (min(whole["messages"], key=lambda m: m["visible_at"] * s) for s in (1, -1))
        assert first["seen"][0] < last["seen"][0]


def test_reveal_runs_by_itself(tmp_path):
    with Simulator(tmp_path, "--seed", 5, "--end", END, "--reveal", 0.5) as city:
        first = city.state()["revealed_until"]
        while not city.state()["done"]:
            assert first <= city.state()["revealed_until"] <= END
        truth = city.truth()
        spans = [m["seen"][0] - truth["started_real"] for m in truth["messages"]]
        assert 0 <= min(spans) and 0.3 < max(spans) <= 0.5


def test_posts_vanish(tmp_path):
    with Simulator(tmp_path, "--seed", 5, "--end", END, "--vanishing", 4) as city:
        truth, pages = city.truth(), {p.id: p for p in city.pages}
        gone = [p for p in truth["posts"] if p["seen"][1] is not None]
        assert len(gone) == 4
        for post in gone:
            page = pages[post["account"]]
            listed = {p["id"] for p in city.walk(page, f"/{page.id}/posts", fields="id")}
            assert post["external_id"] not in listed and listed
            for path in (f"/{post['external_id']}", f"/{post['alias_id']}/comments"):
                assert city.graph(page, path).json()["error"]["error_subcode"] == 33
            below = [m for m in truth["messages"] if m["post"] == post["external_id"]]
            assert all(m["gone_at"] for m in below)


@pytest.mark.parametrize("name,zone", [("WITA", "Asia/Makassar"), ("WIT", "Asia/Jayapura")])
def test_zones(tmp_path, name, zone):
    with Simulator(tmp_path, "--seed", 5, "--end", END, "--zone", name) as city:
        assert city.config["governments"][0]["timezone"] == zone
        assert {f["timezone"] for f in city.config["feeds"]} == {zone}
        true = {c["external_id"]: c["received_at"] for c in city.truth()["complaints"]}
        item = city.lapor("flat").json()["data"][0]
        local = true[item["id"]] + {"WITA": 8, "WIT": 9}[name] * 3600
        assert item["date"].endswith(f"{local // 3600 % 24:02d}:{local // 60 % 60:02d}")


def test_truth_at_the_end(tmp_path):
    with Simulator(tmp_path, "--seed", 5, "--end", END):
        pass
    assert json.loads((tmp_path / "truth.json").read_text())["format"] == 1


def test_served_log_has_no_secret(city):
    page = next(p for p in city.pages if p.secret)
    city.graph(page, f"/{page.id}/posts", fields="id", access_token=page.token)
    city.lapor("flat", token="SIMULATEDLAPOR-elsewhere")
    text = (city.out / "served.log").read_text()
    secrets = [p.token for p in city.pages] + [page.proof(), "SIMULATEDLAPOR"]
    assert not [s for s in secrets if s in text]
    line = city.served()[-2]
    assert line["account"] == page.id and line["status"] == 200 and line["ids"]
    assert (city.out / "credentials").stat().st_mode & 0o777 == 0o700
    assert all(f.stat().st_mode & 0o777 == 0o600 for f in (city.out / "credentials").iterdir())
