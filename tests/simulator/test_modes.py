# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints in both shapes, and the other modes: benchmark pages, recorded answers, TLS."""

import http.client
import json
import re
import ssl
import subprocess

import pytest

from city import Simulator

END = 1795300000
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    out = tmp_path_factory.mktemp("lapor")
    with Simulator(out, "--seed", 7, "--end", END) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def truth(city):
    return city.truth()


def all_pages(city, shape):
    items, page = [], 1
    while True:
        answer = city.lapor(shape, page=page).json()
        assert len(answer["data"]) <= 25
        items += answer["data"]
        if page == answer["last_page"]:
            assert len(items) == answer["total"]
            return items
        page += 1


def minute(text):
    """"Sabtu, 11 Februari 2023, 08:15" in WIB → epoch."""
    match = re.fullmatch(r"(\w+), (\d\d) (\w+) (\d{4}), (\d\d):(\d\d)", text)
    import datetime

    zone = datetime.timezone(datetime.timedelta(hours=7))
    at = datetime.datetime(
        int(match[4]), MONTHS.split().index(match[3]) + 1, int(match[2]), int(match[5]),
        int(match[6]), tzinfo=zone,
    )
    assert match[1] == "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()[at.weekday()]
    return int(at.timestamp())


def test_flat_log(city, truth):
    true = {c["external_id"]: c for c in truth["complaints"] if c["feed"] == "lapor"}
    items = all_pages(city, "flat")
    assert {i["id"] for i in items} == {k for k, c in true.items() if not c["secret"]}
    for item in items:
        complaint = true[item["id"]]
        assert minute(item["date"]) == complaint["received_at"]
        assert item["status"] == complaint["status_raw"]
        events = [
            (e["at"], e["text"])
            for e in truth["complaint_events"]
            if e["complaint"] == item["id"] and e["text"]
        ]
        assert [(minute(e["date"]), e["keterangan"]) for e in item["log"]] == events


def test_four_stage_times(city, truth):
    true = {c["external_id"]: c for c in truth["complaints"] if c["feed"] == "lapor-arsip"}
    refs = {u["code"]: int(u["ref"]) for u in truth["units"]}
    items = all_pages(city, "stages")
    assert {str(i["TrackingID"]) for i in items} == {k for k, c in true.items() if not c["secret"]}
    for item in items:
        complaint = true[str(item["TrackingID"])]
        assert item["TimestampLaporanMasuk"] == complaint["received_at"]
        assert item["TimestampTanggalDisposisi"] == (complaint["disposed_at"] or 0)
        assert item["TimestampTanggalLaporanDitutup"] == (complaint["closed_at"] or 0)
        assert item["TimestampTanggalAktivitasTerakhir"] == complaint["last_activity_at"]
        outside = 99001 if complaint["disposed_at"] and complaint["unit"] is None else 0
        assert item["DisposisiInstansiID"] == refs.get(complaint["unit"], outside)


def test_lapor_token(city):
    assert city.request("/lapor/flat/complaints").status == 401
    token = (city.out / "credentials" / "lapor-key").read_text().strip().split("=", 1)[1]
    ways = (
        {"headers": {"X-Api-Key": token}},
        {"KEYTOKEN": token},
        {
            "method": "POST",
            "body": "KEYTOKEN=" + token,
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        },
    )
    for way in ways:
        assert city.request("/lapor/flat/complaints", **way).status == 200


def test_cases_are_rich(truth):
    kinds = {e["kind"] for e in truth["complaint_events"]}
    assert kinds == set(
        "received verified disposed returned acknowledged answered reporter_reply postponed closed "
        "archived".split()
    )
    outside = [e for e in truth["complaint_events"] if e["kind"] == "disposed" and not e["unit"]]
    assert outside and all("Balai Besar" in e["text"] for e in outside)
    assert {c["closed_by"] for c in truth["complaints"]} == {None, "admin", "timer", "reporter"}
    states = {i["state"] for i in truth["inquiries"] if i["kind"] == "complaint"}
    assert states == {"waiting", "answered", "handed_over", "closed_unanswered", "withdrawn"}


def complaint_inquiries(events):
    """The definition again, from the event list: (unit, turn, opened, state, ended)."""
    nobody = object()  # None is a body outside the city
    rows, open_row, holder = [], None, nobody
    for event in events:
        if event["kind"] == "answered" and event["feed"] == "lapor-arsip":
            continue  # stage times do not show answers
        over = {
            "disposed": "handed_over", "returned": "handed_over", "answered": "answered",
            "closed": "closed_unanswered", "archived": "closed_unanswered",
        }.get(event["kind"])
        if event["kind"] == "disposed" and event["unit"] == holder:
            continue
        if over == "closed_unanswered" and event["closed_by"] == "reporter":
            over = "withdrawn"
        if over and open_row:
            open_row[3:] = [over, event["at"]]
            open_row = None
        if event["kind"] == "returned":
            holder = nobody
        if event["kind"] == "disposed":
            holder = event["unit"]
            turn = sum(r[0] == holder for r in rows) + 1
            open_row = [holder, turn, event["at"], "waiting", None]
            rows.append(open_row)
    return rows


def test_inquiries_of_complaints(truth):
    public = {c["external_id"] for c in truth["complaints"] if not c["secret"]}
    theirs, events = {}, {}
    for inquiry in truth["inquiries"]:
        if inquiry["kind"] == "complaint":
            row = [inquiry[k] for k in ("unit", "turn", "opened_at", "state", "ended_at")]
            theirs.setdefault(inquiry["opening_id"], []).append(row)
    for event in truth["complaint_events"]:
        events.setdefault(event["complaint"], []).append(event)
    mine = {k: complaint_inquiries(events[k]) for k in public}
    assert {k: v for k, v in mine.items() if v} == theirs
    assert max(row[1] for rows in mine.values() for row in rows) >= 2


def test_bench_pages(tmp_path):
    with Simulator(tmp_path, "--bench", 3, 250) as city:
        page = city.pages[0]
        posts = city.walk(page, f"/{page.id}/posts", fields="id,comments.limit(0).summary(true)")
        assert len(posts) == 3
        assert posts[0]["comments"]["summary"]["total_count"] == 250
        ids = {c["id"] for p in posts for c in city.comments(page, p["id"])}
        assert len(ids) == 750
        same = [city.graph(page, f"/{posts[0]['id']}/comments").body for _ in range(2)]
        assert same[0] == same[1]


def test_bench_pages_of_several_accounts(tmp_path):
    with Simulator(tmp_path, "--bench", 24, 5, "--accounts", 12) as city:
        with_posts = [p for p in city.pages if city.walk(p, f"/{p.id}/posts", fields="id")]
        assert len(with_posts) == 12
        for page in with_posts:
            posts = city.walk(page, f"/{page.id}/posts", fields="id")
            assert [len(city.comments(page, p["id"])) for p in posts] == [5, 5]
        other = city.walk(with_posts[1], f"/{with_posts[1].id}/posts", fields="id")[0]["id"]
        assert city.graph(with_posts[0], f"/{other}/comments").json()["error"]["code"] == 10


def test_bench_pages_that_change(tmp_path):
    with Simulator(tmp_path, "--bench", 1, 100, "--changing") as city:
        page = city.pages[0]
        post = city.walk(page, f"/{page.id}/posts", fields="id")[0]["id"]
        visits = [city.comments(page, post) for _ in range(4)]
        for before, after in zip(visits, visits[1:]):
            assert sum(a != b for a, b in zip(before, after)) == 1


def test_recorded_answers(tmp_path):
    folder = tmp_path / "recorded"
    (folder / "v26.0" / "77").mkdir(parents=True)
    (folder / "v26.0" / "77" / "posts.json").write_text('{"data":[]}')
    (folder / "v26.0" / "77" / "posts@QUJD.json").write_text('{"data":[2]}')
    (folder / "v26.0" / "77" / "comments.http").write_bytes(
        b"HTTP/1.1 400 Bad Request\r\nX-App-Usage: {}\r\nContent-Type: text/html\r\n\r\n<p>"
    )
    rules = [
        {"path": "/v26.0/88/*", "query": {"after": "zz"}, "file": "v26.0/77/posts.json"},
        {"path": "/v26.0/88/*", "status": 503, "headers": {"Retry-After": "4"}, "body": {}, "times": 1},
        {"path": "/v26.0/88/*", "query": {"after": None}, "body": {"data": [3]}},
    ]
    (folder / "serve.json").write_text(json.dumps(rules))
    with Simulator(tmp_path / "out", "--serve", folder) as city:
        assert city.request("/v26.0/77/posts").json() == {"data": []}
        assert city.request("/v26.0/77/posts", after="QUJD").json() == {"data": [2]}
        recorded = city.request("/v26.0/77/comments")
        assert (recorded.status, recorded.body) == (400, b"<p>")
        assert recorded.headers["content-type"] == "text/html"
        assert city.request("/v26.0/88/x", after="zz").json() == {"data": []}
        busy = city.request("/v26.0/88/x")
        assert (busy.status, busy.headers["retry-after"]) == (503, "4")
        assert city.request("/v26.0/88/x").json() == {"data": [3]}
        assert city.request("/v26.0/88/x", after="q").status == 404
        assert city.request("/v26.0/../serve.json").status == 404
    with pytest.raises(RuntimeError, match="serve.json"):
        (folder / "serve.json").write_text("{")
        Simulator(tmp_path / "out2", "--serve", folder)


def test_tls(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )
    with Simulator(tmp_path / "out", "--https", cert, key) as city:
        assert city.config["platforms"]["facebook"]["base_url"].startswith("https://")
        context = ssl.create_default_context(cafile=cert)
        connection = http.client.HTTPSConnection("127.0.0.1", city.port, context=context)
        for _ in range(2):  # kept alive
            connection.request("GET", "/_sim/state")
            assert json.loads(connection.getresponse().read())["done"] is True
        rule = json.dumps({"kind": "cut", "match": "/fb/"})
        connection.request("POST", "/_sim/fault", body=rule)
        assert connection.getresponse().read()
        page = city.pages[0]
        connection.request("GET", f"/fb/v26.0/{page.id}")
        with pytest.raises(http.client.IncompleteRead):
            connection.getresponse().read()
        connection.close()


def test_feeds_are_chosen(tmp_path):
    with Simulator(tmp_path, "--seed", 7, "--end", END, "--feeds", "lapor-arsip", "--channels", "facebook") as city:
        assert [feed["name"] for feed in city.config["feeds"]] == ["lapor-arsip"]
        assert {case["feed"] for case in city.truth()["complaints"]} == {"lapor-arsip"}
        assert city.lapor("stages").json()["total"] > city.lapor("flat").json()["total"] == 0


def test_options_are_refused(tmp_path):
    for arguments in (["--size", "huge"], ["--zone", "CET"], ["--days", "0"], ["--bench", "3"], ["--nonsense"],
                      ["--channels", "facebook,pager"], ["--channels", ""], ["--feeds", "lapor,box"]):
        with pytest.raises(RuntimeError):
            Simulator(tmp_path, *arguments)
