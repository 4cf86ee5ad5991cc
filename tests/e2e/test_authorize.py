# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl authorize: the simulator is the platform, the browser and the owner who is asked. Needs no database."""

import json
import os
import re
import stat
import subprocess
import time
import urllib.parse

import pytest

from city import Simulator
from network import ForwardProxy

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")
BACK = "https://kota.example/kembali?dari=aplikasi"
APP = {"facebook": "app_id=SIMULATEDapp\napp_secret=SIMULATEDappsecret\n",
       "x": "client_id=SIMULATEDapp\nclient_secret=SIMULATEDappsecret\n"}
APP |= {"instagram": APP["facebook"], "threads": APP["facebook"], "tiktok": APP["x"], "youtube": APP["x"]}
GOOGLE = "https://www.googleapis.com/auth/youtube"


class Owner:
    """Runs the command, reads the address, opens it as its owner does, pastes where that leads to."""

    def __init__(self, city):
        self.city, self.folder = city, city.out / "credentials"

    def app(self, platform, name=None, text=None):
        path = self.folder / (name or f"{platform}-app")
        path.write_text(text or APP[platform])
        path.chmod(0o600)

    def run(self, *words, answer=None, less=None, paste=None, change=str):
        command = [PANTAUCTL, "authorize", "--config", str(self.city.out / "pantau.yaml"), *words]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = process.stdout.readline().strip()
        self.url = json.loads(first)["url"] if first.startswith("{") else first
        if paste is None and self.url:
            query = {"url": change(self.url), **({"answer": answer} if answer else {}), **({"less": less} if less else {})}
            paste = self.city.request("/_sim/consent", **query).json()["redirect"]
        out, err = process.communicate((paste or "") + "\n" if paste != "" else "", timeout=120)
        assert "Sanitizer" not in err and "runtime error" not in err, err
        for secret in ("SIMULATEDappsecret", *self.tokens()):
            assert secret not in first + out + err, "a secret was printed"
        return process.returncode, out, err

    def ctl(self, *words):
        command = [PANTAUCTL, *words, "--config", str(self.city.out / "pantau.yaml")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def tokens(self):
        return [line.split("=", 1)[1] for path in self.folder.iterdir() if path.name != "pseudonym-key"
                for line in path.read_text().splitlines() if line.startswith(("token=", "refresh_token=", "app_secret="))]

    def kept(self, name):
        path = self.folder / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        return dict(line.split("=", 1) for line in path.read_text().splitlines())

    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query))


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Simulator(tmp_path_factory.mktemp("oauth") / "city", "--seed", "7", "--channels", "all", "--days", "2") as running:
        yield running


@pytest.fixture
def owner(city):
    """One city for all: what a test left in its folder goes."""
    folder = city.out / "credentials"
    before = {path: path.read_text() for path in folder.iterdir()}
    yield Owner(city)
    for path in folder.iterdir():
        if path not in before:
            path.unlink()
        elif path.read_text() != before[path]:
            path.write_text(before[path])


@pytest.mark.parametrize("platform, address, lives, parts", [
    ("facebook", "https://www.facebook.com/v26.0/dialog/oauth", 5183944, {"app_id", "app_secret"}),
    ("instagram", "https://www.facebook.com/v26.0/dialog/oauth", 5183944, {"app_id", "app_secret"}),
    ("threads", "https://threads.com/oauth/authorize", 5183944, {"app_id", "app_secret"}),
    ("x", "https://x.com/i/oauth2/authorize", 7200, {"client_id", "client_secret", "refresh_token"}),
    ("tiktok", "https://www.tiktok.com/v2/auth/authorize/", 86400,
     {"client_id", "client_secret", "refresh_token", "refresh_expires_at", "open_id"}),
    ("youtube", "https://accounts.google.com/o/oauth2/v2/auth", 3599, {"client_id", "client_secret", "refresh_token"}),
])
def test_an_owner_agrees(owner, platform, address, lives, parts):
    owner.app(platform)
    status, out, err = owner.run(platform, "--redirect", BACK)
    assert status == 0, err
    assert owner.url.startswith(address + "?") and owner.query()["redirect_uri"] == BACK
    kept = owner.kept(platform)
    first = owner.city.of(platform)[0]
    assert kept["token"] == (first.token or first.credential.read_text().strip().removeprefix("key=")) and kept["platform"] == platform
    assert set(kept) == parts | {"platform", "token", "expires_at"}, kept.keys()
    assert abs(int(kept["expires_at"]) - time.time() - lives) < 600
    if "open_id" in kept:
        assert kept["open_id"] == first.id
    assert f"{owner.folder}/{platform} is written" in out and "pantaud renews it in time" in out
    assert f"pantauctl discover {platform}" in out
    assert not list(owner.folder.glob(".*"))


def test_a_second_time(owner):
    """What the first time left behind goes, the app and the address stay where they are."""
    owner.app("x", "x-kominfo", APP["x"] + f"redirect_uri={BACK}\ntoken=SIMULATEDold\nrefresh_expires_at=5\nexpires_at=4\n")
    status, out, err = owner.run("x", "x-kominfo", "--json")
    assert status == 0, err
    told = json.loads(out)
    assert told["credential"] == "x-kominfo" and told["not_granted"] == [] and told["expires_at"].endswith("Z")
    kept = owner.kept("x-kominfo")
    assert kept["redirect_uri"] == BACK and kept["token"] != "SIMULATEDold" and int(kept["expires_at"]) > time.time()
    assert "refresh_expires_at" not in kept or int(kept["refresh_expires_at"]) > time.time()
    # Each attempt is another one.
    states = set()
    for _ in range(2):
        assert owner.run("x", "x-kominfo")[0] == 0
        states |= {owner.query()["state"], owner.query()["code_challenge"]}
    assert len(states) == 4


@pytest.mark.parametrize("platform", ["facebook", "threads", "x", "tiktok", "youtube"])
@pytest.mark.parametrize("answer, words", [
    ("no", "the owner of the account did not allow it"),
    ("other", "of another attempt"),
    ("late", "too old"),
    ("used", "The code was used before"),
])
def test_what_goes_wrong(owner, platform, answer, words):
    owner.app(platform)
    status, out, err = owner.run(platform, "--redirect", BACK, answer=answer)
    assert status == 1 and words in err and out == "", err
    assert not (owner.folder / platform).exists()


def test_the_owner_of_a_channel(owner):
    """YouTube shows channels to a key, which is said; what reads comments may write, so an owner may leave it out."""
    first = owner.city.of("youtube")[0]
    owner.app("youtube")
    owner.app("youtube", first.credential.name)
    status, _, err = owner.run("youtube", first.credential.name, "--redirect", BACK)
    assert status == 0 and "a key, for which nobody need be asked" in err, err
    asked = owner.query()
    assert asked["access_type"] == "offline" and asked["prompt"] == "consent" and asked["code_challenge_method"] == "S256"
    assert asked["scope"] == f"{GOOGLE}.readonly {GOOGLE}.force-ssl"
    assert "key" not in owner.kept(first.credential.name)
    status, out, err = owner.ctl("discover", first.credential.name, "--json")
    assert status == 0 and [found["id"] for found in json.loads(out)] == [first.id], out + err
    status, out, err = owner.ctl("token", "check", first.credential.name, "--json")
    told, = json.loads(out)
    assert status == 0 and told["renews"] and told["problem"] is None and told["valid"] is not False, out + err
    status, out, err = owner.run("youtube", "--redirect", BACK, "--json", less=f"{GOOGLE}.force-ssl")
    assert status == 1 and f"{GOOGLE}.force-ssl was not granted; without it does not come: comments" in err
    assert json.loads(out)["not_granted"] == [f"{GOOGLE}.force-ssl"] and json.loads(out)["renews"]
    assert owner.kept("youtube")["refresh_token"].endswith("-readonly")


def test_what_is_refused(owner):
    owner.app("facebook")
    assert owner.run("facebook", "--redirect", BACK)[0] == 0
    before = owner.kept("facebook")
    used = owner.city.request("/_sim/consent", url=owner.url).json()["redirect"]
    # The address of the attempt before.
    status, _, err = owner.run("facebook", "--redirect", BACK, paste=used)
    assert status == 1 and "another attempt" in err
    # Nothing, or something else.
    for paste, words in (("", "nothing was pasted"), (BACK, "not the address of the page")):
        status, _, err = owner.run("facebook", "--redirect", BACK, paste=paste)
        assert status in (1, 2) and words in err, err
    assert owner.kept("facebook") == before
    owner.app("facebook", text="app_id=SIMULATEDapp\napp_secret=SIMULATEDwrong\n")
    status, _, err = owner.run("facebook", "anew", "--redirect", BACK)
    assert status == 1 and "id and secret" in err and "SIMULATEDwrong" not in err
    assert not (owner.folder / "anew").exists()


@pytest.mark.parametrize("settings", ['{0}/tt/v2", api: display', '{0}/tt/open_api/v1.3", apis: {{ tiktok: display }}, other_url: "{0}/tt/v2"'])
def test_an_owner_agrees_to_the_display_api(owner, settings):
    """Another form, other scopes, another address for the code: for all credentials, or for this one."""
    owner.app("tiktok")
    file = owner.city.out / "pantau.yaml"
    before = file.read_text()
    assert before.count("/tt/open_api/v1.3\"") == 1
    api, = re.findall(r'"(http[^"]*)/tt/open_api/v1.3"', before)
    file.write_text(before.replace(f'{api}/tt/open_api/v1.3"', settings.format(api)))
    try:
        status, _, err = owner.run("tiktok", "--redirect", BACK)
    finally:
        file.write_text(before)
    kept = owner.kept("tiktok")
    assert status == 0 and kept["open_id"] == owner.city.of("tiktok")[0].id, err
    assert kept["token"] == owner.city.of("tiktok")[0].token and "refresh_token" in kept
    assert set(owner.query()["scope"].split(",")) == {
        "user.info.basic", "user.info.profile", "user.info.stats", "video.list"}
    assert [line["path"] for line in owner.city.served()][-1] == "/tt/v2/oauth/token/"


def test_less_than_was_asked_for(owner):
    owner.app("tiktok")
    status, out, err = owner.run("tiktok", "--redirect", BACK, less="comment.list")
    assert status == 1 and "comment.list was not granted; without it does not come: comments" in err
    assert "is written" in out and owner.kept("tiktok")["token"]


def test_what_nothing_renews(owner):
    owner.app("x")
    status, out, err = owner.run("x", "--redirect", BACK, less="offline.access")
    assert status == 1 and "offline.access was not granted" in err
    assert "authorize anew before: nothing renews it" in out and "refresh_token" not in owner.kept("x")


def test_google_has_its_tokens_at_another_host(owner):
    """Neither the code nor the app's secret goes to the host of the API; who waits there is asked by its name."""
    owner.app("youtube")
    file = owner.city.out / "pantau.yaml"
    before = file.read_text()
    api, = re.findall(r'"http[^"]*/yt/youtube/v3"', before)
    proxy = ForwardProxy(refuse=b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    file.write_text(before.replace(api, '"https://www.googleapis.com/youtube/v3"') + f'http: {{ proxy: "http://127.0.0.1:{proxy.port}" }}\n')
    try:
        status, out, err = owner.run("youtube", "--redirect", BACK)
    finally:
        file.write_text(before)
        proxy.close()
    assert (status, out) == (1, "") and [head.splitlines()[0] for head in proxy.heads] == ["CONNECT oauth2.googleapis.com:443 HTTP/1.1"], err


def test_no_refresh_token(owner):
    """Google gives one for access_type=offline alone: a token of an hour that nothing renews is no success."""
    owner.app("youtube")
    status, out, err = owner.run("youtube", "--redirect", BACK, change=lambda url: url.replace("access_type=offline", "x=y"))
    assert status == 1 and "nothing renews it" in out and "refresh_token" not in owner.kept("youtube"), err


@pytest.mark.parametrize("words, told", [
    (["youtube"], "client_id=... and client_secret=..."), (["web"], "pantau-web(7)"), (["lapor"], 'no platform "lapor"'), (["orkut"], 'no platform "orkut"'),
    (["x", "../x"], "cannot have that name"), (["x"], "who asks must be known"), (["x", "--app", "leer"], "who asks must be known"),
    (["threads"], "no address to send the owner back to"), (["threads", "--redirect", "kota.example"], "no address"),
])
def test_what_cannot_be_asked(owner, words, told):
    owner.app("threads")
    owner.app("x", "leer", "client_secret=SIMULATEDappsecret\n")
    before = sorted(path.name for path in owner.folder.iterdir())
    status, out, err = owner.run(*words)
    assert (status, out) == (2, "") and told in err, err
    assert sorted(path.name for path in owner.folder.iterdir()) == before
