# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantaud check-config --online and pantauctl token check: test_online.py PANTAUD PANTAUCTL.

Against a platform that answers by rules, without a database. What each trouble is called, and what is said
to be wrong apart from what nobody could tell. TAP on stdout."""

import calendar
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PANTAUD, PANTAUCTL = sys.argv[1:3]
DAY = 86400
SCOPES = ["pages_read_engagement", "pages_read_user_content", "pages_messaging", "pages_manage_metadata",
          "instagram_basic", "instagram_manage_comments", "instagram_manage_messages"]
GONE = {"error": {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100,
                  "error_subcode": 33}}
ENDED = {"error": {"message": "Error validating access token: Session has expired", "type": "OAuthException",
                   "code": 190, "error_subcode": 463}}


NONE_OF_X = {"meta": {"result_count": 0}}
NOT_ALLOWED = (403, {"error": {"message": "Application does not have permission for this action",
                               "type": "OAuthException", "code": 10}})


def token(**more):
    return {"data": {"is_valid": True, "type": "PAGE", "expires_at": 0, "scopes": SCOPES, "profile_id": "1001",
                     **more}}


class Answers(http.server.BaseHTTPRequestHandler):
    """The first rule whose path begins the request's, and whose token it carries, if it names one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.partition("?")[0]
        said = self.headers.get("Authorization", "")
        self.server.asked.append(self.path)
        for begins, bearer, answer in self.server.rules:
            if path.startswith(begins) and said.endswith(bearer):
                self.answer(answer)
                return
        self.answer((404, {"error": {"message": "no rule", "code": 1}}))

    def answer(self, answer):
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        if status == 0:
            self.server.stands_still.wait(300)
            self.close_connection = True
            return
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class World:
    """A folder with a configuration, and what its platforms answer."""

    def __init__(self, accounts, rules, credentials=None, feeds="", port=None, more=""):
        self.folder = tempfile.TemporaryDirectory(prefix="pantau-test-")
        self.path = pathlib.Path(self.folder.name)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.daemon_threads = True
        self.server.rules = [(begins, *(rest if len(rest) == 2 else ("", *rest))) for begins, *rest in rules]
        self.server.asked, self.server.stands_still = [], threading.Event()
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        secrets = self.path / "secrets"
        secrets.mkdir(mode=0o700)
        for name, text in {"pseudonym-key": "11" * 32, "fb": "SIMULATEDfb", **(credentials or {})}.items():
            (secrets / name).write_text(text)
            (secrets / name).chmod(0o600)
        base = f"http://127.0.0.1:{port or self.server.server_port}"
        lines = "".join(f"      - {{ {line} }}\n" for line in accounts)
        (self.path / "pantau.yaml").write_text(
            f"credentials: {{ directory: {secrets} }}\nstate_directory: {self.path}/state\n{more}"
            "platforms:\n"
            f"  facebook: {{ base_url: {base}/facebook }}\n"
            f"  instagram: {{ base_url: {base}/instagram }}\n"
            f"  threads: {{ base_url: {base}/threads }}\n"
            f"  tiktok: {{ base_url: {base}/tiktok }}\n"
            f"  youtube: {{ base_url: {base}/youtube }}\n"
            f"  x: {{ base_url: {base}/x, plan: enterprise }}\n"
            + 'governments: [ { code: "32.98", name: Kota Simulasi, kind: city, timezone: Asia/Jakarta } ]\n'
            'units:\n  - code: humas\n    government: "32.98"\n    name: Humas\n    kind: badan\n'
            + (f"    accounts:\n{lines}" if accounts else "") + feeds.replace("BASE", base))

        self.first_line = 1 + (self.path / "pantau.yaml").read_text().partition("    accounts:\n")[0].count("\n") + 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stands_still.set()
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def run(self, *words):
        environment = {key: value for key, value in os.environ.items() if key != "CREDENTIALS_DIRECTORY"}
        done = subprocess.run([*words, f"--config={self.path}/pantau.yaml"], text=True, capture_output=True,
                              check=False, timeout=600, env=environment)
        for out in (done.stdout, done.stderr):
            assert "SIMULATED" not in out, out
        return done.returncode, done.stdout, done.stderr.replace(f"{self.path}/", "")

    def check(self):
        status, out, err = self.run(PANTAUD, "check-config", "--online")
        return status, out.partition(" requests: ")[2].strip(), err.splitlines()


FB = "platform: facebook, id: \"1001\", handle: humas, credential: fb"
PAGE = {"id": "1001", "name": "Humas", "username": "humas", "followers_count": 5}


def test_good():
    with World([FB], [("/facebook/debug_token", token()), ("/facebook/1001", PAGE)]) as world:
        assert world.check() == (0, "it is good", [])
        assert len(world.server.asked) == 2, world.server.asked


def test_what_it_spends():
    """Of the configuration's quotas, where no daemon counts it: the token, and each account."""
    accounts = [FB, FB.replace("1001", "1002"), "platform: instagram, id: \"2001\", credential: ig"]
    rules = [("/facebook/debug_token", token(profile_id="0", type="USER")), ("/facebook/1001", PAGE),
             ("/facebook/1002", {**PAGE, "id": "1002"}), ("/instagram/debug_token", token()),
             ("/instagram/2001", {"id": "2001", "username": "humas"})]
    with World(accounts, rules, credentials={"ig": "SIMULATEDig"}, more="quotas: { fb: { units: 100, per: day } }\n") as world:
        status, out, err = world.run(PANTAUD, "check-config", "--online")
        assert out.splitlines()[0] == "quota fb: 3 of 100 units of one day were spent by this, which no daemon counts", out
        assert f"3 accounts and feeds were asked in {len(world.server.asked)} requests: " in out.splitlines()[1], (out, err)
        assert len(out.splitlines()) == 2 and len(world.server.asked) == 5, (out, world.server.asked)


def test_all_at_once():
    """Each thing that can be wrong with an account, in the order of the file, and nothing else."""
    accounts = [
        FB, 'platform: facebook, id: "1002", handle: dishub, former_handles: [lama], credential: fb2',
        'platform: facebook, id: "1003", handle: dinkes, former_handles: [Dinkes.Lama], credential: fb2',
        'platform: facebook, id: "1004", handle: disdik, credential: fb2',
        'platform: facebook, id: "1005", handle: bapenda, credential: fb2',
        'platform: x, id: "77", handle: kota, credential: x',
        'platform: x, id: "78", handle: kota2, credential: x',
    ]
    rules = [
        ("/facebook/debug_token", "SIMULATEDfb", token(profile_id="9999")),
        ("/facebook/debug_token", token(type="SYSTEM_USER", profile_id=None, scopes=SCOPES[:1] + SCOPES[2:])),
        ("/facebook/1001", PAGE),
        ("/facebook/1002", {**PAGE, "id": "1002", "username": "Tiruan", "name": "Dishub Tiruan"}),
        ("/facebook/1003", {**PAGE, "id": "1003", "username": "dinkes.lama"}),
        ("/facebook/1004", (400, GONE)),
        ("/facebook/1005", {**PAGE, "id": "100500", "username": "bapenda"}),
        ("/x/users/78/", NONE_OF_X),
        ("/x/users/77", {"data": {"id": "77", "name": "Kota", "username": "Kota", "protected": True}}),
        ("/x/users/78", {"data": {"id": "78", "name": "Kota", "username": "kota2", "protected": False}}),
    ]
    with World(accounts, rules, {"fb2": "SIMULATEDother", "x": "SIMULATEDx"}) as world:
        status, said, err = world.check()
    assert (status, said) == (78, "6 wrong, 0 could not be told"), (said, err)
    lines = [line for line in err if not line.startswith("    hint: ")]
    assert len(err) == 2 * len(lines) == 12, err
    expected = [
        (0, 'account facebook 1001 (humas): token_invalid: the token of credential "fb" is that of account 9999'),
        (1, 'credential "fb2": permission: the token lacks pages_read_user_content, without which facebook has '
               "no: comments, mentions"),
        (1, 'account facebook 1002 (dishub): wrong_id: the id belongs to "Tiruan" (Dishub Tiruan)'),
        (3, "account facebook 1004 (disdik): gone: "),
        (4, "account facebook 1005 (bapenda): wrong_id: it has the id 100500 at the platform"),
        (5, "account x 77 (kota): it is private: only those it lets in see its posts"),
    ]
    for line, (number, words) in zip(lines, expected):
        assert line.startswith(f"pantau.yaml:{world.first_line + number}:") and words in line, (line, words)


CHANNEL = {"id": "UCdinasairkotacontoh0001", "snippet": {"title": "Dinas", "customUrl": "@dinas"}, "statistics": {}}


def x_user(**more):
    return {"data": {"id": "77", "name": "Humas", "username": "humas", **more}}


def channel(word):
    return {"items": [{**CHANNEL, "status": {"privacyStatus": word}}]}


PRIVATE = [
    ("facebook", "1001", "/facebook/1001", {**PAGE, "is_published": False}, {**PAGE, "is_published": True}),
    ("x", "77", "/x/users/77", x_user(protected=True), x_user(protected=False)),
    ("youtube", CHANNEL["id"], "/youtube/channels", channel("private"), channel("unlisted")),
]


def test_private_in_the_same_words():
    """On each platform that tells of it; an account that is open to all, or says nothing of it, is good."""
    for platform, ident, path, closed, opened in PRIVATE:
        for answer, wrong in [(closed, True), (opened, False)]:
            account = f'platform: {platform}, id: "{ident}", credential: fb'
            rules = [("/facebook/debug_token", token()), ("/facebook/1001/", {"data": []}), ("/x/users/77/", NONE_OF_X),
                     (path, answer), ("/youtube/", {"items": []})]
            with World([account], rules) as world:
                status, said, err = world.check()
            place = f"pantau.yaml:{world.first_line}:"
            assert (status, said) == ((78, "1 wrong, 0 could not be told") if wrong else (0, "it is good")), (platform, err)
            assert len(err) == 2 * wrong, (platform, err)
            if wrong:
                assert err[0].startswith(place) and err[0].endswith(
                    f"account {platform} {ident}: it is private: only those it lets in see its posts"), err


def test_withheld():
    """X alone tells, and of Germany it is nothing to us."""
    for places, wrong in [(["DE", "ID"], True), (["DE"], False)]:
        user = x_user(withheld={"country_codes": places, "scope": "user"})
        with World(['platform: x, id: "77", credential: fb'],
                   [("/facebook/debug_token", token()), ("/x/users/77/", NONE_OF_X), ("/x/users/77", user)]) as world:
            status, said, err = world.check()
        assert (status, said) == ((78, "1 wrong, 0 could not be told") if wrong else (0, "it is good")), err
        assert not wrong or err[0].endswith("account x 77: policy: the platform shows it to nobody in Indonesia"), err


def test_look_alikes():
    """By the handle, which answers with another id; and where the name comes with a first answer of two."""
    accounts = ['platform: instagram, id: "2002", handle: dishub, access: public, via: "2001", credential: fb',
                'platform: threads, id: "3001", handle: dinkes, credential: th']
    discovered = {"business_discovery": {"id": "666", "username": "dishub", "followers_count": 3}, "id": "2001"}
    rules = [("/instagram/debug_token", token()), ("/instagram/2001", discovered),
             ("/threads/3001/threads_insights", {"data": [{"name": "followers_count", "total_value": {"value": 7}}]}),
             ("/threads/3001/", {"data": []}),
             ("/threads/3001", {"id": "3001", "username": "dinkes.asli", "name": "Dinkes Asli"})]
    with World(accounts, rules, {"th": "SIMULATEDthreads"}) as world:
        status, said, err = world.check()
    assert (status, said, len(err)) == (78, "2 wrong, 0 could not be told", 4), err
    assert "account instagram 2002 (dishub): wrong_id: it has the id 666 at the platform" in err[0], err
    assert 'account threads 3001 (dinkes): wrong_id: the id belongs to "dinkes.asli" (Dinkes Asli)' in err[2], err


def test_dead_token():
    """Said once, and nothing is asked with it: by a look at it, or by the first answer that tells."""
    accounts = [f'platform: facebook, id: "{n}", credential: fb' for n in range(1001, 1008)]
    with World(accounts, [("/facebook/debug_token", token(is_valid=False)), ("/facebook/", PAGE)]) as world:
        status, said, err = world.check()
        assert (status, said, len(err)) == (78, "1 wrong, 0 could not be told", 2), err
        assert 'credential "fb": token_expired: the platform says that it is not valid (7 of its accounts not ' \
            "asked)" in err[0], err
        assert err[1] == "    hint: Put a fresh token into the credential and restart pantaud."
        assert len(world.server.asked) == 1
    with World(accounts, [("/facebook/debug_token", token(profile_id=None)), ("/facebook/", (400, ENDED))]) as world:
        status, said, err = world.check()
        assert (status, said, len(err)) == (78, "1 wrong, 0 could not be told", 2), err
        assert 'credential "fb": token_expired: ' in err[0] and "(6 of its accounts not asked)" in err[0], err
        assert len(world.server.asked) <= 1 + 4


def test_nobody_may_look():
    """A token that may not be looked at is no bad one: its account is told."""
    refusal = {"error": {"message": "(#100) You must provide an app access token", "code": 100}}
    with World([FB], [("/facebook/debug_token", (400, refusal)), ("/facebook/1001", PAGE)]) as world:
        assert world.check() == (0, "it is good", [])
        status, out, err = world.run(PANTAUCTL, "token", "check")
        assert (status, err) == (0, "") and "facebook  yes" in out, (out, err)


def test_ends_soon():
    in_5_days = int(time.time()) + 5 * DAY + 600
    with World([FB], [("/facebook/debug_token", token(expires_at=in_5_days)), ("/facebook/1001", PAGE)]) as world:
        status, said, err = world.check()
        assert (status, said, len(err)) == (0, "it is good", 2), err
        assert 'warning: credential "fb": the token ends in 5 days, at 20' in err[0], err


def test_cannot_tell():
    """429, their trouble, garbage, silence: nobody says that anything is wrong."""
    page = "/facebook/1001"
    for answer, words in [
        ((429, {"error": {"message": "(#4) Application request limit reached", "code": 4}}), "quota: "),
        ((503, b"<html>down</html>"), "peer_trouble: "),
        (b"{\"id\": \"10", "bad_answer: "),
        ((0, b""), "peer_trouble: "),
    ]:
        with World([FB], [("/facebook/debug_token", token()), (page, answer)],
                   more="http: { timeout: 1s }\n") as world:
            status, said, err = world.check()
        assert (status, said, len(err)) == (75, "0 wrong, 1 could not be told", 2), (words, err)
        assert "cannot tell: " in err[0] and words in err[0], err
        assert err[1].startswith("    hint: Ask again "), err  # nothing goes on by itself here, as it does in pantaud
    with World([FB], [("/facebook/debug_token", (500, b"")), (page, PAGE)]) as world:
        status, said, err = world.check()
        assert (status, said) == (75, "0 wrong, 1 could not be told"), err
        assert 'cannot tell: credential "fb": peer_trouble: ' in err[0], err


def test_unreachable():
    """Said once for the platform; another one is asked all the same, and wrong goes before untold."""
    accounts = [f'platform: facebook, id: "{n}", credential: fb' for n in range(1001, 1008)]
    with socket.socket() as closed:  # bound, not listening: refused
        closed.bind(("127.0.0.1", 0))
        with World(accounts, [], port=closed.getsockname()[1]) as world:
            status, said, err = world.check()
    assert (status, said, len(err)) == (75, "0 wrong, 2 could not be told", 4), err
    assert 'cannot tell: credential "fb": peer_trouble: ' in err[0], err
    assert "cannot tell: platform facebook: peer_trouble: " in err[2] and "(6 of its accounts not asked)" in err[2], err


def test_pages_for_people():
    """Each account is asked, for one may be well; the same trouble of their platform is said once, another one beside it."""
    accounts = [f'platform: facebook, id: "{n}", credential: fb' for n in range(1001, 1008)]
    page = (500, b"<html>Sorry</html>")
    rules = [("/facebook/debug_token", token(profile_id=None)), ("/facebook/1003", {**PAGE, "id": "1003"}),
             ("/facebook/1007", (404, {"error": {"message": "gone", "code": 803}})), ("/facebook/", page)]
    with World(accounts, rules) as world:
        status, said, err = world.check()
        assert (status, said, len(err)) == (78, "1 wrong, 1 could not be told", 4), err
        assert len(world.server.asked) == 8
    assert "cannot tell: account facebook 100" in err[0] and err[0].endswith(" (4 more of its accounts the same)"), err
    assert "account facebook 1007: " in err[2], err


TIKTOK = 'platform: tiktok, id: "_tiktok1", handle: humas.tt, credential: tt'
TIKTOK_ACCOUNT = {"code": 0, "message": "OK", "data": {"username": "humas.tt", "display_name": "Humas",
                                                       "followers_count": 5}}
TIKTOK_POSTS = {"code": 0, "message": "OK", "data": {"has_more": True, "cursor": 5, "videos": [
    {"item_id": "7001", "create_time": "1700000000", "caption": "lama"},
    {"item_id": "7002", "create_time": "1700090000", "caption": "baru"}]}}
THREADS = 'platform: threads, id: "3001", handle: dinkes, credential: th'
THREADS_ACCOUNT = [
    ("/threads/3001/threads_insights", {"data": [{"name": "followers_count", "total_value": {"value": 7}}]}),
    ("/threads/3001", {"id": "3001", "username": "dinkes", "name": "Dinkes"})]


def edges(world):
    """What was asked, sorted, without the parameters."""
    return sorted(path.partition("?")[0] for path in world.server.asked)


def test_streams():
    """Where nothing tells what a token is allowed, each stream of the schedule is asked for a page, comments for those
    of the newest post. All that is refused is said, each with the name of its stream."""
    refused = {"code": 40001, "message": "No permission to operate comment.list", "data": {}}
    rules = [("/tiktok/business/get/", TIKTOK_ACCOUNT), ("/tiktok/business/video/list/", TIKTOK_POSTS),
             ("/tiktok/business/comment/list/", refused),
             ("/threads/3001/mentions", NOT_ALLOWED), ("/threads/3001/threads_insights", THREADS_ACCOUNT[0][1]),
             ("/threads/3001/threads", {"data": []}), THREADS_ACCOUNT[1]]
    with World([TIKTOK, THREADS], rules, {"tt": "SIMULATEDtt", "th": "SIMULATEDth"}) as world:
        status, said, err = world.check()
        assert (status, said, len(err)) == (78, "2 wrong, 0 could not be told", 4), (said, err)
        assert err[0].startswith(f"pantau.yaml:{world.first_line}:") and \
            "account tiktok _tiktok1 (humas.tt): comments: permission: code 40001: No permission" in err[0], err
        assert "account threads 3001 (dinkes): mentions: permission: code 10: " in err[2], err
        assert all(line.startswith("    hint: Add the permission that the message names") for line in err[1::2]), err
        assert edges(world) == ["/threads/3001", "/threads/3001/mentions", "/threads/3001/threads",
                                "/threads/3001/threads_insights", "/tiktok/business/comment/list/",
                                "/tiktok/business/get/", "/tiktok/business/video/list/"], world.server.asked
        assert "video_id=7002&" in next(path for path in world.server.asked if "/comment/" in path), world.server.asked
        # pantauctl looks at tokens alone.
        world.server.asked.clear()
        assert world.run(PANTAUCTL, "token", "check")[0] == 0
        assert edges(world) == ["/threads/3001", "/threads/3001/threads_insights", "/tiktok/business/get/"]
    # What the schedule has not is not asked for.
    accounts = [f"{TIKTOK}, schedule: quiet", f"{THREADS}, schedule: quiet"]
    with World(accounts, rules, {"tt": "SIMULATEDtt", "th": "SIMULATEDth"},
               more="schedules: { quiet: { comments: off, mentions: off } }\n") as world:
        assert world.check() == (0, "it is good", []), world.server.asked
        assert edges(world) == ["/threads/3001", "/threads/3001/threads", "/threads/3001/threads_insights",
                                "/tiktok/business/get/", "/tiktok/business/video/list/"], world.server.asked


def test_streams_good():
    """Empty lists, and a post that is closed or gone, are no fault; trouble and garbage are nobody's."""
    account = [("/tiktok/business/get/", TIKTOK_ACCOUNT)]
    posts = ("/tiktok/business/video/list/", TIKTOK_POSTS)
    comments = "/tiktok/business/comment/list/"
    for rules, expected, words in [
        ([("/tiktok/business/video/list/", {"code": 0, "data": {"has_more": False, "videos": []}})], (0, "it is good"), ""),
        ([posts, (comments, {"code": 0, "data": {"has_more": False, "comments": []}})], (0, "it is good"), ""),
        ([posts, (comments, {"code": 40002, "message": "comments of the video are turned off"})], (0, "it is good"), ""),
        ([posts, (comments, {"code": 40002, "message": "The video does not exist"})], (0, "it is good"), ""),
        ([posts, (comments, {"code": 50002, "message": "later"})], (75, "0 wrong, 1 could not be told"),
         "cannot tell: account tiktok _tiktok1 (humas.tt): comments: peer_trouble: "),
        ([("/tiktok/business/video/list/", {"code": 0, "data": "no list"})], (75, "0 wrong, 1 could not be told"),
         "cannot tell: account tiktok _tiktok1 (humas.tt): posts: bad_answer: "),
        ([("/tiktok/business/video/list/", {"code": 40105, "message": "Access token is incorrect"})],
         (78, "1 wrong, 0 could not be told"), 'credential "tt": token_invalid: code 40105: '),
    ]:
        with World([TIKTOK], account + rules, {"tt": "SIMULATEDtt"}) as world:
            status, said, err = world.check()
            assert (status, said) == expected, (rules, said, err)
            assert err == [] if words == "" else words in err[0], (rules, err)


def test_streams_behind_trouble():
    """Of an account that is refused or could not be told nothing more is asked; one trouble of all its streams is told
    once."""
    dead = {"error": {"message": "Error validating access token", "type": "OAuthException", "code": 190}}
    for account, edge, lines, asked in [
        ((503, b""), {"data": []}, ["cannot tell: platform threads: peer_trouble: "], 1),
        (NOT_ALLOWED, NOT_ALLOWED, ["account threads 3001 (dinkes): permission: code 10: "], 1),
        (None, (401, dead), ['credential "th": token_invalid: '], 4),
    ]:
        rules = [("/threads/3001/threads_insights", THREADS_ACCOUNT[0][1]), ("/threads/3001/", edge),
                 ("/threads/3001", account or THREADS_ACCOUNT[1][1])]
        with World([THREADS], rules, {"th": "SIMULATEDth"}) as world:
            _, said, err = world.check()
            found = sorted(line.partition(": ")[2] for line in err[::2])
            assert len(found) == len(lines) and all(a.startswith(b) for a, b in zip(found, sorted(lines))), (said, err)
            assert len(world.server.asked) == asked, world.server.asked


def test_streams_of_one_token():
    """What one token is refused for several accounts is told once for each stream, another's and other words beside it."""
    def refused(detail):
        return 403, {"title": "Forbidden", "type": "about:blank", "status": 403, "detail": detail}

    accounts = [f'platform: x, id: "{n}", handle: k{n}, credential: {"xb" if n == 74 else "xa"}' for n in range(70, 77)]
    rules = [("/x/users/75/mentions", refused("not these")), ("/x/users/76", refused("not this")),
             *((f"/x/users/{n}/mentions", refused("none")) for n in range(70, 75)),
             *((f"/x/users/{n}/tweets", refused("none") if n in (71, 72) else NONE_OF_X) for n in range(70, 76)),
             *((f"/x/users/{n}", {"data": {"id": str(n), "name": "Kota", "username": f"k{n}", "protected": False}})
               for n in range(70, 76))]
    with World(accounts, rules, {"xa": "SIMULATEDxa", "xb": "SIMULATEDxb"}) as world:
        status, said, err = world.check()
        assert (status, said) == (78, "5 wrong, 0 could not be told"), (said, err)
        # Mentions of 70 to 73 by one token, of 74 by another, of 75 in other words; posts of 71 and 72; 76 itself.
        told = [line.partition("): ")[2] for line in err[::2]]
        same = "(%d more accounts of its credential the same)"
        words = "permission: HTTP 403, Forbidden: "
        assert sorted(told) == [f"mentions: {words}none", f"mentions: {words}none {same % 3}",
                                f"mentions: {words}not these", f"{words}not this", f"posts: {words}none {same % 1}"], err
        assert "account x 74 " in next(line for line in err if line.endswith("mentions: " + words + "none")), err
        # Seven accounts, and two streams of each that answered.
        assert len(world.server.asked) == 7 + 2 * 6, world.server.asked


def test_streams_that_cost():
    """X takes money for each item: one second that is over is asked for, and no conversation."""
    refused = (403, {"title": "Forbidden", "type": "about:blank", "status": 403, "detail": "Forbidden"})
    post = {"data": [{"id": "1700000000000000000", "text": "a", "author_id": "77", "conversation_id": "1700000000000000000",
                      "created_at": "2023-09-08T04:00:00.000Z"}], "meta": {"result_count": 1}}
    rules = [("/x/users/77/tweets", post), ("/x/users/77/mentions", refused),
             ("/x/users/77", {"data": {"id": "77", "name": "Kota", "username": "kota", "protected": False}})]
    with World(['platform: x, id: "77", handle: kota, credential: x'], rules, {"x": "SIMULATEDx"},
               more="quotas: { x: { units: 100, per: day } }\n") as world:
        status, out, err = world.run(PANTAUD, "check-config", "--online")
        assert status == 78 and "account x 77 (kota): mentions: " in err and err.count("hint: ") == 1, (out, err)
        assert "quota x: 3 of 100 units" in out and "1 accounts and feeds were asked in 3 requests: " in out, out
        assert edges(world) == ["/x/users/77", "/x/users/77/mentions", "/x/users/77/tweets"], world.server.asked
        for path in world.server.asked[1:]:
            query = urllib.parse.parse_qs(path.partition("?")[2])
            begin, end = (calendar.timegm(time.strptime(query[name][0][:19], "%Y-%m-%dT%H:%M:%S"))
                          for name in ("start_time", "end_time"))
            assert end - begin == 1 and 3500 < time.time() - end < 3700 and query["max_results"] == ["10"], path


LAPOR = """feeds:
  - { name: lapor, kind: lapor, government: "32.98", base_url: "BASE/lapor", credential: fb,
      timezone: Asia/Jakarta, units: { "Dinas Satu": humas } }
"""


def test_feed():
    date = "Rabu, 22 Februari 2023, 09:00"
    case = {"id": 88, "judul": "lubang di jalan", "log_span_lapor": {
        "id": "5216807", "status": "Sedang Diproses", "date": date,
        "log": [{"date": date, "keterangan": f"Laporan didisposisikan ke {unit} oleh Admin Koordinator."}
                for unit in ("Dinas Satu", "Dinas Dua")]}}
    for body, words, status in [
        ({"data": "no list"}, "feed lapor: ", 78),
        (b"garbage", "feed lapor: bad_answer: ", 78),
        ((401, {"message": "no key"}), 'credential "fb": token_', 78),
        ((503, {"message": "later"}), "cannot tell: feed lapor: peer_trouble: ", 75),
        ({"data": []}, None, 0),
        ({"data": [case]}, "warning: feed lapor: 1 institution that units: does not name: \"Dinas Dua\"", 0),
    ]:
        with World([], [("/lapor", body)], feeds=LAPOR) as world:
            got, said, err = world.check()
        assert got == status, (body, said, err)
        assert err == [] if words is None else words in err[0], (body, err)
    # One that is only imported into is asked for nothing.
    with World([], [("/lapor", (401, {"message": "no key"}))], feeds=LAPOR.replace("kind: lapor", "kind: lapor, schedule: { complaints: off }")) as world:
        assert world.check() == (0, "it is good", []) and world.server.asked == [], world.server.asked


def test_token_check():
    now = int(time.time())
    accounts = [FB, 'platform: instagram, id: "2001", handle: humas.kota, credential: fb',
                'platform: facebook, id: "1002", credential: fb2',
                'platform: x, id: "77", handle: kota, credential: x']
    rules = [
        ("/facebook/debug_token", "SIMULATEDfb", token(expires_at=now + 40 * DAY,
                                                       data_access_expires_at=now + 60 * DAY)),
        ("/facebook/debug_token", "SIMULATEDother", token(type="SYSTEM_USER")),
        ("/x/users/77", {"data": {"id": "77", "name": "Kota", "username": "kota"}}),
    ]
    secrets = {"fb2": "SIMULATEDother", "x": "SIMULATEDx"}
    with World(accounts, rules, secrets, feeds=LAPOR) as world:
        status, out, err = world.run(PANTAUCTL, "token", "check", "--json")
        rows = {row["credential"]: row for row in json.loads(out)}
        assert (status, err, list(rows)) == (0, "", ["fb", "fb2", "x"]), (status, out, err)
        one = rows["fb"]
        assert (one["platform"], one["valid"], one["kind"], one["renews"], one["account_count"]) == \
            ("facebook", True, "PAGE", False, 3), one
        assert one["accounts"] == "facebook 1001 (humas), instagram 2001 (humas.kota), feed lapor", one
        assert one["scopes"] == " ".join(SCOPES) and one["never_expires"] is False, one
        assert one["expires_at"] == time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 40 * DAY)), one
        assert one["data_access_expires_at"] is not None and one["problem"] is None
        assert rows["fb2"]["never_expires"] is True and rows["fb2"]["kind"] == "SYSTEM_USER"
        assert (rows["x"]["valid"], rows["x"]["kind"], rows["x"]["expires_at"]) == (True, None, None)
        status, out, err = world.run(PANTAUCTL, "token", "check", "fb2")
        assert status == 0 and out.count("SYSTEM_USER") == 1 and "fb " not in out, (out, err)
        assert "    accounts: facebook 1002\n" in out, out
        status, out, err = world.run(PANTAUCTL, "token", "check", "none")
        assert (status, out) == (2, "") and 'uses a credential "none"' in err, err


def test_token_check_finds():
    """Dead, ending, lacking: 1; nobody could tell: 4; what renews it by itself ends for nobody."""
    now = int(time.time())
    soon = token(expires_at=now + 6 * DAY)
    for answer, credential, status, words in [
        (token(is_valid=False), None, 1, "problem: token_expired: the platform says that it is not valid\n"),
        (soon, None, 1, "problem: it ends within seven days, and nothing here renews it\n"),
        (soon, "token=SIMULATEDfb\napp_id=1\napp_secret=SIMULATEDsecret\n", 0, " yes "),
        (token(expires_at=now + 8 * DAY), None, 0, "  in "),
        (token(data_access_expires_at=now - 60), None, 1, "problem: it has ended\n"),
        (token(scopes=SCOPES[1:]), None, 1, "lacks: pages_read_engagement\n"),
        (token(scopes=[s for s in SCOPES if "metadata" not in s]), None, 1, "lacks: pages_manage_metadata\n"),
        ((400, ENDED), None, 1, "problem: token_expired: "),  # as its account is told
        ((500, b""), None, 4, "problem: cannot tell: peer_trouble: "),
        ((429, {"error": {"code": 4}}), None, 4, "problem: cannot tell: quota: "),
    ]:
        with World([FB], [("/facebook/debug_token", answer), ("/facebook/", (400, ENDED))],
                   {"fb": credential or "SIMULATEDfb"}) as world:
            got, out, err = world.run(PANTAUCTL, "token", "check")
        assert (got, err) == (status, "") and words in out, (words, got, out, err)
        assert ("\n    hint: Ask again " in out) == ("cannot tell" in words) and "Nothing" not in out, out


def test_token_check_without_inspection():
    """X tells nothing of tokens alone: an account's answer does."""
    account = 'platform: x, id: "77", handle: kota, credential: x'
    for answer, status, words in [
        ((401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}), 1,
         "problem: token_invalid: "),
        ((503, {"title": "Service Unavailable"}), 4, "problem: cannot tell: peer_trouble: "),
        ((200, {"errors": [{"title": "Not Found Error", "detail": "no user 77", "resource_id": "77",
                            "type": "https://api.twitter.com/2/problems/resource-not-found"}]}), 0, " yes "),
    ]:
        with World([account], [("/x/users/77", answer)], {"x": "SIMULATEDx"}) as world:
            got, out, err = world.run(PANTAUCTL, "token", "check")
        assert (got, err) == (status, "") and words in out, (words, got, out, err)


TESTS = [test_good, test_what_it_spends, test_all_at_once, test_private_in_the_same_words, test_withheld, test_look_alikes,
         test_dead_token, test_nobody_may_look, test_ends_soon, test_cannot_tell, test_unreachable, test_pages_for_people, test_streams, test_streams_good,
         test_streams_behind_trouble, test_streams_of_one_token, test_streams_that_cost, test_feed, test_token_check,
         test_token_check_finds, test_token_check_without_inspection]


def main():
    print(f"1..{len(TESTS)}")
    failed = 0
    for number, test in enumerate(TESTS, 1):
        try:
            test()
            print(f"ok {number} - {test.__name__}")
        except Exception as err:  # pylint: disable=broad-except
            failed = 1
            line = err.__traceback__.tb_next.tb_lineno if err.__traceback__.tb_next else 0
            print(f"not ok {number} - {test.__name__}")
            print(f"# line {line}: {type(err).__name__} " + str(err).replace("\n", "\n# "))
        sys.stdout.flush()
    return failed


sys.exit(main())
