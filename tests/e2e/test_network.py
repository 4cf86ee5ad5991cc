# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The way to the platforms: TLS with an authority of its own, certificates that must not be trusted,
servers that fail below HTTP, proxies, IPv6, HTTP/2. What fails is said once, with what to do; other sources
go on; and no token goes where it was not meant for."""

import gzip
import re
import time

import pytest

import agree
import compare_case
from network import (
    Authority, ForwardProxy, Front, Http2, Listener, Nobody, close_at_once, hang, plain_http, tls_alert,
)
from stand import PANTAUD, wait_for
from test_secrets import dump, secrets_of


@pytest.fixture
def closing():
    """What is given to it is closed at the end."""
    things = []
    yield lambda thing: things.append(thing) or thing
    for thing in things:
        thing.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


SANITIZED = b"__asan_init" in open(PANTAUD, "rb").read()
HTTP = "http: {{ {}{} }}\n"
LONG = "connect_timeout: 2m, timeout: 5m"
# Where waiting in vain is what is tested; the feeds have to be answered within it.
SHORT = "connect_timeout: 8s, timeout: 16s"


def point(daemon, city, settings="", times=LONG, **places):
    """facebook=origin, lapor=origin: where the daemon shall ask instead of the city itself."""
    text = daemon.config.read_text()
    for part, origin in places.items():
        path = {"facebook": "/fb/v26.0", "lapor": "/lapor"}[part]
        text = text.replace(f"http://127.0.0.1:{city.port}{path}", origin + path)
    daemon.config.write_text(text + HTTP.format(settings, times))
    return daemon


def ca_of(authority):
    return f'ca_file: "{authority.file}", '


def troubles(text):
    return [line for line in text.splitlines() if "next try in" in line]


def assert_only_complaints(city, database):
    """The feeds arrived whole, and nothing of Facebook did."""
    assert compare_case.complaints(city.truth(), database) == []
    assert database.one("select count(*) from core.complaint") > 20
    assert database.one("select count(*) from core.post") == 0


def assert_no_secret(city, daemon, database):
    log, rows = daemon.log(), dump(database)
    for name, secret in secrets_of(city).items():
        assert secret not in log, f"{name} is in the log"
        assert secret not in rows, f"{name} is in the database"
    assert "access_token" not in log and "Bearer" not in log


def failing(database):
    return database.rows(
        "select distinct a.channel, s.cause from ops.stream as s "
        "join core.account as a using (government_id, account_id) "
        "where s.failing_since is not null and s.last_success_at is null"
    )


# ---- TLS ----


def test_an_authority_of_its_own(make_city, make_daemon, database, authority, closing):
    city = make_city()
    front = closing(Front(city.port, tls=authority.issue("127.0.0.1")))
    daemon = point(make_daemon(city), city, ca_of(authority), facebook=front.origin, lapor=front.origin)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)
    assert len(front.requests) >= 90 and front.connections < 20
    assert troubles(done.stderr) == []


# The authority's, the host it is for, its days, whether it signs itself; what the log must say.
CERTIFICATES = {
    "unknown authority": ("another", "127.0.0.1", 1, False, "unable to get local issuer certificate"),
    "ended": ("own", "127.0.0.1", -1, False, "certificate has expired"),
    "another host": ("own", "platform.example", 1, False, "127.0.0.1"),
    "signed by itself": ("own", "127.0.0.1", 1, True, "self[- ]signed certificate"),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_certificates_that_must_not_be_trusted(
    name, make_city, make_daemon, database, authority, closing, tmp_path
):
    whose, host, days, by_itself, words = CERTIFICATES[name]
    city = make_city()
    issuer = authority if whose == "own" else Authority(tmp_path / "another")
    front = closing(Front(city.port, tls=issuer.issue(host, days, by_itself)))
    daemon = point(make_daemon(city), city, ca_of(authority), facebook=front.origin)
    done = daemon.once()
    assert done.returncode == 1
    assert_only_complaints(city, database)
    said = troubles(done.stderr)
    assert len(said) == 1, done.stderr
    assert "platform facebook" in said[0] and front.origin in said[0], said
    assert re.search(words, said[0]) and 'hint="' in said[0], said
    assert front.requests == []
    assert failing(database) == [("facebook", "peer_trouble")]
    assert_no_secret(city, daemon, database)


# What a port does instead of TLS, and what the log must say.
BELOW = {
    "closes": (close_at_once, "TLS|SSL"),
    "plain HTTP": (plain_http, "TLS|SSL"),
    "refuses": (tls_alert, "handshake failure"),
    "says nothing": (hang, "time for an answer was over while connecting"),
}


@pytest.mark.parametrize("name", BELOW)
def test_ports_that_speak_no_tls(name, make_city, make_daemon, database, closing):
    behave, words = BELOW[name]
    city = make_city()
    port = closing(Listener(behave)).port
    daemon = point(make_daemon(city), city, times=SHORT, facebook=f"https://127.0.0.1:{port}")
    done = daemon.once()
    assert done.returncode == 1
    assert_only_complaints(city, database)
    said = troubles(done.stderr)
    assert len(said) == 1 and "platform facebook" in said[0], done.stderr
    assert re.search(words, said[0]), said


def test_http2(make_city, make_daemon, database, authority, closing):
    city = make_city()
    gate = closing(Http2(city.port, authority.issue("127.0.0.1")))
    daemon = point(make_daemon(city), city, ca_of(authority), facebook=gate.origin, lapor=gate.origin)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)
    requests = gate.requests()
    assert len(requests) >= 90 and {line.split()[-1] for line in requests} == {"HTTP/2"}


def test_ipv6(make_city, make_daemon, database, authority, closing):
    city = make_city()
    front = closing(Front(city.port, tls=authority.issue("::1"), host="::1"))
    daemon = point(make_daemon(city), city, ca_of(authority), facebook=front.origin, lapor=front.origin)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)
    assert len(front.requests) >= 90


# ---- proxies ----


def named(city, front, daemon, settings):
    """Facebook by a name that only the proxy knows, in TLS; the feeds by another, without."""
    return point(
        daemon, city, settings, facebook=f"https://graph.example:{front.port}",
        lapor=f"http://lapor.example:{city.port}",
    )


def test_an_offices_proxy(make_city, make_daemon, database, authority, closing):
    """CONNECT for https, whole addresses for http; names are looked up by the proxy alone."""
    city = make_city()
    front = closing(Front(city.port, tls=authority.issue("graph.example")))
    hosts = {"graph.example": ("127.0.0.1", front.port), "lapor.example": ("127.0.0.1", city.port)}
    proxy = closing(ForwardProxy(hosts))
    settings = ca_of(authority) + f'proxy: "http://127.0.0.1:{proxy.port}", '
    done = named(city, front, make_daemon(city), settings).once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)
    assert len(front.requests) >= 90
    tunnels = [head for head in proxy.heads if head.startswith("CONNECT ")]
    plain = [head for head in proxy.heads if head.startswith("GET http://lapor.example:")]
    assert tunnels and plain and len(tunnels) + len(plain) == len(proxy.heads)
    # In clear the proxy sees of Facebook the host alone, and no header that was meant for it.
    for head in tunnels:
        assert head.startswith(f"CONNECT graph.example:{front.port} HTTP/1.1\r\n"), head
        assert "authorization" not in head.lower() and "appsecret" not in head.lower(), head


USER, PASSWORD = "dinas-kominfo-kota", "kata:sandi=untuk proksi"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login(scheme, make_city, make_daemon, database, authority, closing):
    """In clear or in TLS; the login is for the proxy alone, and nobody else hears of it."""
    city = make_city()
    front = closing(Front(city.port, tls=authority.issue("graph.example")))
    hosts = {"graph.example": ("127.0.0.1", front.port), "lapor.example": ("127.0.0.1", city.port)}
    tls = authority.issue("127.0.0.1") if scheme == "https" else None
    proxy = closing(ForwardProxy(hosts, login=(USER, PASSWORD), tls=tls))
    settings = ca_of(authority) + f'proxy: "{scheme}://127.0.0.1:{proxy.port}", proxy_credential: office, '
    login = city.out / "credentials" / "office"
    login.touch(0o600)
    daemon = named(city, front, make_daemon(city), settings)
    login.write_text(f"user={USER}\n")
    done = daemon.once()
    assert done.returncode == 78 and 'credential "office" has no part "password"' in done.stderr, done.stderr
    login.write_text(f"user={USER}\npassword={PASSWORD}\n")
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)
    assert proxy.heads and all(proxy.knows(head) for head in proxy.heads)
    assert len(front.requests) >= 90
    assert not [request for request in front.requests if "proxy-authorization" in request.headers]
    assert PASSWORD not in daemon.log() + dump(database) and proxy.login[6:] not in daemon.log()
    login.write_text(f"user={USER}\npassword=another\n")
    done = daemon.once()
    assert done.returncode == 1
    said = troubles(done.stderr)
    assert len(said) == 3 and all("407" in line and "http.proxy_credential" in line for line in said), done.stderr


REFUSALS = {
    "wants a login": (ForwardProxy.NO_LOGIN, "407"),
    "knows no way": (
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "502",
    ),
    "is dead": (None, "Connection refused"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_proxy_that_lets_nobody_pass(name, make_city, make_daemon, database, closing):
    """One line a platform, each with what to do; hosts that need no proxy go on."""
    answer, words = REFUSALS[name]
    city = make_city()
    proxy = closing(Nobody() if answer is None else ForwardProxy(refuse=answer))
    daemon = make_daemon(city)
    daemon.config.write_text(
        daemon.config.read_text()
        .replace(f"http://127.0.0.1:{city.port}/fb", "https://graph.example/fb")
        .replace(f"http://127.0.0.1:{city.port}/lapor", "http://lapor.example/lapor", 1)
    )
    daemon = point(daemon, city, f'proxy: "http://127.0.0.1:{proxy.port}", no_proxy: "127.0.0.1", ')
    done = daemon.once()
    assert done.returncode == 1
    said = troubles(done.stderr)
    assert sorted(line.split(":")[1].strip() for line in said) == ["platform facebook", "platform lapor"], done.stderr
    for line in said:
        assert words in line, line
        # A status that came for plain HTTP may be the platform's own.
        assert name == "knows no way" and "lapor" in line or "proxy" in line.split('hint="')[1], line
    assert database.rows(
        "select distinct feed from core.complaint"
    ) == [("lapor-arsip",)]
    assert_no_secret(city, daemon, database)


# ---- where a token must not go ----


@pytest.mark.parametrize("place", ["same host", "other host", "plain HTTP", "itself"])
def test_no_redirect_is_followed(place, make_city, make_daemon, database, authority, closing):
    city = make_city()
    trap = closing(Front(city.port))

    def answer(request, handler):
        to = {"same host": "/elsewhere", "itself": request.path}.get(place, f"{trap.origin}{request.path}")
        return 302, [("Location", to)], b"moved"

    tls = None if place == "other host" else authority.issue("127.0.0.1")
    front = closing(Front(city.port, tls=tls, answer=answer))
    daemon = point(make_daemon(city), city, ca_of(authority), facebook=front.origin)
    done = daemon.once()
    assert done.returncode == 1
    assert_only_complaints(city, database)
    assert trap.connections == 0
    assert len(front.requests) < 100 and all(path.startswith("/fb/") for path in front.paths())
    said = troubles(done.stderr)
    assert len(said) == 1 and "platform facebook: HTTP 302: redirected" in said[0], done.stderr
    assert 'hint="Redirects are not followed' in said[0]
    if place in ("other host", "plain HTTP"):
        assert f"redirected to {trap.origin}," in said[0], said
    assert_no_secret(city, daemon, database)


def test_next_links_lead_nowhere_else(make_city, make_daemon, database, closing):
    """paging.next of every page names another host, with the token in it: the place alone is taken."""
    city = make_city()
    trap = closing(Front(city.port))

    def answer(request, handler):
        status, headers, body = front.ask_city(request, b"")
        if "gzip" in dict((k.lower(), v) for k, v in headers).get("content-encoding", ""):
            body = gzip.decompress(body)
            headers = [(k, v) for k, v in headers if k.lower() != "content-encoding"]
        wrong = body.replace(b"127.0.0.1:%d" % city.port, b"127.0.0.1:%d" % trap.port)
        wrong = wrong.replace(b"127.0.0.1:%d" % front.port, b"127.0.0.1:%d" % trap.port)
        changed.append(wrong != body)
        return status, headers, wrong

    changed = []
    front = closing(Front(city.port, answer=answer))
    daemon = point(make_daemon(city), city, facebook=front.origin, lapor=front.origin)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    agree.everything(city.truth(), database)
    assert any(changed) and trap.connections == 0
    assert not any("access_token" in path for path in front.paths())
    assert_no_secret(city, daemon, database)


# ---- too much, too slow ----


def spoil(kind):
    """What the server sends instead of an answer; True: it wrote by itself."""

    packed = gzip.compress(bytes(100 << 20)) if kind == "bomb" else b""

    def bomb(request, handler):
        return 200, [("Content-Encoding", "gzip")], packed

    def endless(request, handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
        while True:
            handler.wfile.write(piece)

    def headers(request, handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X-More: " + b"x" * 8000 + b"\r\n")

    def drip(request, handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            handler.wfile.write(b"{")
            time.sleep(0.2)

    return {"bomb": bomb, "endless": endless, "headers": headers, "drip": drip}[kind]


SPOILT = {
    "bomb": "larger than 4194304 bytes",
    "endless": "larger than 4194304 bytes",
    "headers": "header",
    "drip": "time for an answer was over while in the middle of the answer",
}


@pytest.mark.parametrize("kind", SPOILT)
def test_answers_without_end(kind, make_city, make_daemon, database, closing):
    """Bounded in bytes and time: the feeds arrive whole meanwhile, and memory does not grow."""
    city = make_city()
    front = closing(Front(city.port, answer=spoil(kind)))
    daemon = point(make_daemon(city), city, times=SHORT, facebook=front.origin)
    daemon.start()
    wait_for(
        lambda: compare_case.complaints(city.truth(), database) == [] and SPOILT[kind] in daemon.log(),
        what="the complaints and the trouble",
    )
    status = open(f"/proc/{daemon.process.pid}/status").read()
    peak_kib = int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1))
    assert SANITIZED or peak_kib < 150_000, status
    assert daemon.stop() == 0
    assert_no_secret(city, daemon, database)
