# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Websites: each is asked at its own address and nowhere else, and one that is down or gone holds up no other."""

import datetime
import http.server
import json
import socket
import threading

import pytest

RSS = b"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>Dinas Air</title>
<item><title>Air menyala</title><link>/2026/air/</link><guid isPermaLink="false">air-1</guid>
<pubDate>Thu, 19 Nov 2026 10:00:00 +0700</pubDate><description>&lt;p&gt;Di RW 3&amp;hellip;&lt;/p&gt;</description></item>
</channel></rss>"""

HEAD = """
credentials: {{ directory: "{out}/credentials" }}
state_directory: "{out}/state"
governments: [ {{ code: "32.98", name: "Kota Simulasi", kind: city, timezone: Asia/Jakarta }} ]
units:
  - {{ code: humas, government: "32.98", name: "Humas", kind: badan, accounts: [ {accounts} ] }}
"""


class Sites(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        type(self).asked.append((self.path, self.headers.get("Authorization")))
        page = {"/feed/": (200, RSS, {}), "/moved/": (301, b"", {"Location": "/feed/"})}.get(self.path)
        if self.path.startswith("/wp-json/wp/v2/posts?"):
            number = 2 if "page=2" in self.path else 1
            post = {"id": number, "date_gmt": "2026-11-19T03:00:00", "status": "publish", "title": {"rendered": f"Satu &#8211; {number}"},
                    "guid": {"rendered": f"https://wp.example/?p={number}"}, "link": f"https://wp.example/{number}/"}
            page = (200, json.dumps([post]).encode(), {"X-WP-TotalPages": "2", "Content-Type": "application/json"})
        status, body, headers = page or (404, b"<html>404</html>", {"Content-Type": "text/html"})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Place:
    """What make_daemon() wants of a city: a folder with a configuration."""

    def __init__(self, out, accounts):
        self.out = out
        (out / "credentials").mkdir(mode=0o700)
        key = out / "credentials" / "pseudonym-key"
        key.write_text("0123456789abcdef" * 4)
        key.chmod(0o600)
        listed = ", ".join(f'{{ platform: web, id: "{a}", access: public }}' for a in accounts)
        (out / "pantau.yaml").write_text(HEAD.format(out=out, accounts=listed))


@pytest.fixture
def server():
    Sites.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sites)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def dead():
    """An address where nobody answers: bound, and not listened at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_each_site_for_itself(server, dead, make_daemon, database, tmp_path):
    folder = tmp_path / "sites"
    folder.mkdir()
    feed, posts = f"{server}/feed/", f"{server}/wp-json/wp/v2/posts"
    make_daemon(Place(folder, [f"{dead}/feed/", feed, f"{server}/gone/", f"{server}/moved/", posts])).once()
    found = database.dicts(
        "select a.external_id as site, p.external_id, p.published_at, p.text, p.permalink, p.format"
        " from core.post as p join core.account as a using (government_id, account_id) order by 1, 2"
    )
    when = datetime.datetime(2026, 11, 19, 3, tzinfo=datetime.timezone.utc)
    assert found == [
        {"site": feed, "external_id": "air-1", "published_at": when, "text": "Air menyala\n\nDi RW 3\u2026",
         "permalink": f"{server}/2026/air/", "format": "text"},
        *({"site": posts, "external_id": f"https://wp.example/?p={n}", "published_at": when, "text": f"Satu \u2013 {n}",
           "permalink": f"https://wp.example/{n}/", "format": "text"} for n in (1, 2)),
    ]
    causes = database.dicts("select a.external_id as site, s.cause from ops.stream as s"
                            " join core.account as a using (government_id, account_id)")
    told = {row["site"]: row["cause"] for row in causes}
    assert told[f"{server}/gone/"] == "gone"
    assert told[f"{server}/moved/"] == "bad_answer"
    assert told[feed] in (None, "none") and told[posts] in (None, "none")
    # Nothing secret, and nothing that was not configured: no redirect was followed.
    assert {header for _, header in Sites.asked} == {None}
    paths = [path for path, _ in Sites.asked]
    assert paths.count("/feed/") == 1
    assert {path.split("?")[0] for path in paths} == {"/feed/", "/gone/", "/moved/", "/wp-json/wp/v2/posts"}


def test_what_a_site_refuses_has_a_cause(make_city, make_daemon, database):
    """One trouble a site, with what the operator is told; the others are read."""
    city = make_city("--channels", "web", "--feeds", "lapor")
    causes = {"web_gone": "gone", "web_forbidden": "permission", "web_page": "wrong_id", "web_entities": "bad_answer",
              "web_undated": "bad_answer", "wordpress_off": "wrong_id"}
    feeds = [a.id for a in city.of("web") if not a.id.endswith("/posts")]
    lists = [a.id for a in city.of("web") if a.id.endswith("/posts")]
    wanted = {(lists if kind.startswith("wordpress") else feeds).pop(): kind for kind in causes}
    for account, kind in wanted.items():
        city.fault(kind, account=account, times=-1)
    assert make_daemon(city).once().returncode == 1
    told = dict(database.rows("select a.external_id, s.cause from ops.stream as s"
                              " join core.account as a using (government_id, account_id) where a.channel = 'web'"))
    assert {account: told[account] for account in wanted} == {account: causes[kind] for account, kind in wanted.items()}
    read = {account for account, in database.rows("select distinct a.external_id from core.post as p"
                                                  " join core.account as a using (government_id, account_id)")}
    assert read == told.keys() - wanted.keys() and lists
