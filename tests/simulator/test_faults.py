# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Faults on demand: each kind does what README.md says, as often as told, to the answers it fits."""

import http.client
import json
import re
import socket
import ssl
import time

import pytest

from city import COMMENT_FIELDS, Simulator

END = 1795300000
KINDS_OF_ERRORS = [
    ("reduce", 500, 1, None),
    ("unknown_error", 500, 1, 99),
    ("transient", 500, 2, None),
    ("app_limit", 403, 4, None),
    ("user_limit", 403, 17, None),
    ("page_limit", 400, 32, None),
    ("business_limit", 400, 80001, None),
    ("permission", 403, 10, None),
    ("permission_200", 403, 200, None),
    ("invalid", 400, 100, None),
    ("gone", 400, 100, 33),
    ("expired", 400, 190, 463),
    ("password", 400, 190, 460),
    ("unused", 400, 190, 493),
    ("blocked", 400, 368, None),
    ("alias", 404, 803, None),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Simulator(tmp_path_factory.mktemp("faults"), "--seed", 5, "--end", END) as simulator:
        simulator.big = max(simulator.truth()["posts"], key=lambda p: p["listed_comments"])
        yield simulator


@pytest.fixture
def city(running):
    running.clear_faults()
    return running


def comments(city, **query):
    query = {"filter": "stream", "limit": 100, "fields": COMMENT_FIELDS, **query}
    return city.graph(city.pages[0], f"/{city.big['external_id']}/comments", **query)


@pytest.mark.parametrize("kind,status,code,subcode", KINDS_OF_ERRORS)
def test_platform_errors(city, kind, status, code, subcode):
    city.fault(kind, "/comments")
    answer = comments(city)
    error = answer.json()["error"]
    assert (answer.status, error["code"], error.get("error_subcode")) == (status, code, subcode)
    assert "www-authenticate" in answer.headers
    assert comments(city).status == 200


def test_any_platform_error(city):
    city.fault("graph", "/comments", code=613, subcode=7, status=400, message="slow down")
    error = comments(city).json()["error"]
    assert (error["code"], error["error_subcode"], error["message"]) == (613, 7, "slow down")


def test_times_match_and_account(city):
    other = city.pages[1]
    city.fault("500", "/posts", times=2, account=other.id)
    city.fault("503", "/nowhere", times=-1)
    fine = city.graph(city.pages[0], f"/{city.pages[0].id}/posts", fields="id")
    statuses = [city.graph(other, f"/{other.id}/posts", fields="id").status for _ in range(3)]
    assert (fine.status, statuses) == (200, [500, 500, 200])
    state = city.state()["faults"]
    assert [(f["kind"], f["left"], f["taken"]) for f in state] == [("500", 0, 2), ("503", -1, 0)]


def test_unknown_kinds_are_refused(city):
    assert city.post("/_sim/fault", {"kind": "bad mood"}).status == 400
    assert city.post("/_sim/fault", "500").status == 400


def test_too_many_requests(city):
    city.fault("429", "/comments")
    city.fault("429", "/comments", retry_after=7, usage=100, regain_minutes=3)
    plain, told = comments(city), comments(city)
    assert plain.status == told.status == 429
    assert "retry-after" not in plain.headers and "x-app-usage" not in plain.headers
    assert told.headers["retry-after"] == "7"
    usage = json.loads(told.headers["x-business-use-case-usage"])[city.pages[0].id][0]
    assert (usage["call_count"], usage["estimated_time_to_regain_access"]) == (100, 3)


def test_usage_alone(city):
    city.fault("usage", "/comments", usage=91)
    answer = comments(city)
    assert answer.status == 200 and json.loads(answer.headers["x-app-usage"])["call_count"] == 91


@pytest.mark.parametrize(
    "kind,status,body",
    [
        ("500", 500, rb"^temporarily"),
        ("503", 503, rb"^temporarily"),
        ("html200", 200, rb"^<!DOCTYPE html>"),
        ("html500", 500, rb"^<!DOCTYPE html>"),
        ("zero", 200, rb"^$"),
        ("wrong_json", 200, rb"^\{.*,\}\]$"),
        ("no_data", 200, rb"^\{\}$"),
        ("not_object", 200, rb'^"maintenance"$'),
        ("data_object", 200, rb'^\{"data":\{'),
        ("redirect", 302, rb"^$"),
        ("deep", 200, rb"^\[{1000}"),
        ("bom", 200, rb"^\xef\xbb\xbf\{"),
    ],
)
def test_other_bodies(city, kind, status, body):
    city.fault(kind, "/comments", bytes=5000)
    answer = comments(city)
    assert answer.status == status and re.search(body, answer.body)


def test_huge(city):
    city.fault("huge", "/comments", bytes=5_000_000)
    answer = comments(city)
    assert len(answer.body) > 5_000_000 and len(answer.json()["data"]) > 1_000_000


def test_reduce_only_above_a_page_size(city):
    city.fault("reduce", "/comments", times=-1, over=25)
    assert [comments(city, limit=n).status for n in (100, 26, 25, 1)] == [500, 500, 200, 200]


@pytest.mark.parametrize("replace", [0, 1])
def test_one_bad_item(city, replace):
    good = comments(city).json()["data"]
    city.fault("bad_item", "/comments", replace=replace)
    items = comments(city).json()["data"]
    bad = [i for i in items if not isinstance(i["id"], str)]
    assert len(bad) == 1 and len(items) == len(good) + 1 - replace


def test_loops(city):
    first = comments(city).json()["paging"]["cursors"]["after"]
    second = comments(city, after=first).json()["paging"]["cursors"]["after"]
    city.fault("loop", "/comments", times=-1)
    assert comments(city).json()["paging"]["cursors"]["after"] == first
    again = comments(city, after=first).json()
    assert again["paging"]["cursors"]["after"] == first and again["paging"]["next"]
    city.clear_faults()
    city.fault("loop2", "/comments", times=-1)
    places = [None]
    for _ in range(4):
        query = {"after": places[-1]} if places[-1] else {}
        places.append(comments(city, **query).json()["paging"]["cursors"]["after"])
    assert places[1:] == [first, second, first, second]


def test_empty_page_with_next(city):
    whole = city.comments(city.pages[0], city.big["external_id"])
    city.fault("empty_next", "/comments", times=2)
    answer = comments(city).json()
    assert answer["data"] == [] and answer["paging"]["next"]
    assert city.comments(city.pages[0], city.big["external_id"]) == whole


def test_duplicates_over_pages(city):
    whole = city.comments(city.pages[0], city.big["external_id"])
    city.fault("duplicate", "/comments", times=-1)
    doubled = city.comments(city.pages[0], city.big["external_id"])
    assert len(doubled) > len(whole)
    assert {c["id"] for c in doubled} == {c["id"] for c in whole}


def test_ends_of_lists(city):
    page = city.pages[0]
    city.fault("no_paging", "/comments")
    city.fault("next_empty", "/comments")
    assert city.comments(page, city.big["external_id"], 100)  # the first fault waited for the end
    after = {}
    while True:
        answer = comments(city, **after).json()
        if not answer["paging"].get("next"):
            break
        after = {"after": answer["paging"]["cursors"]["after"]}
    assert answer["paging"]["next"] == ""
    assert [f["taken"] for f in city.state()["faults"]] == [1, 1]


def test_changed_items(city):
    good = comments(city).json()["data"]
    city.fault("no_from", "/comments")
    assert not any("from" in c for c in comments(city).json()["data"])
    city.fault("no_links", "/comments")
    assert not any("permalink_url" in c for c in comments(city).json()["data"])
    city.fault("reversed", "/comments")
    assert comments(city).json()["data"] == good[::-1]
    page = city.pages[0]
    city.fault("bare_ids", "/posts")
    posts = city.graph(page, f"/{page.id}/posts", fields="id").json()["data"]
    assert posts and not any("_" in p["id"] for p in posts)
    city.fault("bare_ids", "/comments")  # a comment has one id
    assert comments(city).json()["data"] == good


@pytest.mark.parametrize(
    "kind,nasty",
    [
        ("nul", rb'"message":"\\u0000'),
        ("surrogate", rb'"message":"\\ud83d[^\\]'),
        ("surrogate_low", rb'"message":"\\ude00'),
        ("bad_utf8", b'"message":"\xc3\\x28\xff'),
        ("control", b'"message":"\x01'),
    ],
)
def test_nasty_bytes(city, kind, nasty):
    city.fault(kind, "/comments")
    assert len(re.findall(nasty, comments(city).body)) == 1


def test_version(city):
    city.fault("version", "/comments")
    assert comments(city).headers["facebook-api-version"] == "v27.0"


def test_cut(city):
    city.fault("cut", "/comments")
    with pytest.raises(http.client.IncompleteRead) as cut:
        comments(city)
    assert len(cut.value.partial) > 100 and cut.value.expected > 100


def test_drip(city):
    city.fault("drip", "/comments", ms=5)
    started = time.monotonic()
    assert len(comments(city).json()["data"]) == 100
    assert time.monotonic() - started > 0.15


def test_delay(city):
    city.fault("delay", "/comments", ms=300)
    started = time.monotonic()
    assert len(comments(city).json()["data"]) == 100
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("kind", ["delay", "drip"])
def test_stopped_under_way(tmp_path, kind):
    """What is under way at the end is no leak (the sanitizers would say so)."""
    with Simulator(tmp_path, "--seed", 5, "--end", END) as city:
        city.fault(kind, "/fb/", ms=60_000)
        page = city.pages[0]
        connection = http.client.HTTPConnection("127.0.0.1", city.port)
        connection.request("GET", f"/fb/v26.0/{page.id}")
        while city.state()["faults"][0]["taken"] == 0:
            time.sleep(0.01)
    connection.close()


@pytest.mark.parametrize(
    "kind,error", [("reset", ConnectionResetError), ("hangup", http.client.RemoteDisconnected)]
)
def test_broken_connections(city, kind, error):
    city.fault(kind, "/comments")
    with pytest.raises(error):
        comments(city)
    assert comments(city).status == 200


def test_refused_tls(city):
    port = int((city.out / "port_refused").read_text())
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        with pytest.raises((ssl.SSLError, ConnectionError, OSError)):
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")


def test_faults_are_logged(city):
    city.fault("expired", "/comments")
    comments(city)
    line = city.served()[-1]
    assert (line["fault"], line["status"], "ids" in line) == ("expired", 400, False)
    comments(city)
    assert city.served()[-1]["fault"] is None


def test_faults_from_a_file(tmp_path):
    rules = tmp_path / "faults.json"
    rules.write_text('[{"kind": "503", "match": "/posts", "times": 1}]')
    with Simulator(tmp_path / "out", "--seed", 5, "--end", END, "--faults", rules) as city:
        page = city.pages[0]
        assert [city.graph(page, f"/{page.id}/posts").status for _ in range(2)] == [503, 200]
    rules.write_text('[{"kind": "no such"}]')
    with pytest.raises(RuntimeError, match="no such kind"):
        Simulator(tmp_path / "out2", "--faults", rules)
