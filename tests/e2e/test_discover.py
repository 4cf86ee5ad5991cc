# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl discover: what a token sees becomes units that pantaud accepts; tokens of Pages are kept and never shown.
Needs no database."""

import json
import os
import stat
import subprocess

import pytest
import yaml

from city import Simulator
from served import Served

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")
PANTAUD = os.environ.get("PANTAUD", "pantaud")
SYSTEM = "token=EAASIMULATEDsystem\napp_secret=SIMULATEDappsecret\n"


class Place:
    """A folder with a configuration of its own that includes units.d/."""

    def __init__(self, folder, platforms, units=""):
        self.out, self.credentials = folder, folder / "credentials"
        self.credentials.mkdir(mode=0o700)
        (folder / "units.d").mkdir()
        self.credential("pseudonym-key", "0123456789abcdef" * 4)
        lines = "".join(f"  {name}: {{ base_url: '{base}'{more} }}\n" for name, base, more in platforms)
        (folder / "pantau.yaml").write_text(
            f"include: [ 'units.d/*.yaml' ]\ncredentials: {{ directory: '{self.credentials}' }}\n"
            f"state_directory: '{folder}/state'\nplatforms:\n{lines}governments:\n"
            "  - { code: '32.98', name: Kota Simulasi, kind: city, timezone: Asia/Jakarta }\n" + units)

    def credential(self, name, text):
        (self.credentials / name).write_text(text)
        (self.credentials / name).chmod(0o600)

    def run(self, *words):
        done = subprocess.run([PANTAUCTL, "discover", "--config", str(self.out / "pantau.yaml"), *words], capture_output=True,
                              text=True, timeout=120, check=False)
        assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
        for path in self.credentials.iterdir():
            for line in path.read_text().splitlines():
                if line.startswith(("token=", "app_secret=", "key=")):
                    assert line.split("=", 1)[1] not in done.stdout + done.stderr, "a secret was printed"
        return done.returncode, done.stdout, done.stderr

    def paste(self, text):
        (self.out / "units.d" / "found.yaml").write_text(text)
        done = subprocess.run([PANTAUD, "check-config", "--config", str(self.out / "pantau.yaml")], capture_output=True, text=True,
                              timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return (yaml.safe_load(text) or {}).get("units", [])


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Simulator(tmp_path_factory.mktemp("found") / "city", "--seed", "7", "--channels", "all", "--days", "2") as running:
        yield running


@pytest.fixture
def place(city, tmp_path):
    base = f"http://127.0.0.1:{city.port}"
    made = Place(tmp_path, [("facebook", f"{base}/fb/v26.0", ""), ("instagram", f"{base}/ig/v26.0", ""),
                            ("threads", f"{base}/th/v1.0", ""), ("tiktok", f"{base}/tt/open_api/v1.3", "")])
    made.credential("kota", SYSTEM)
    return made


def test_pages_become_units(city, place):
    status, out, err = place.run("kota")
    assert status == 1, err  # the second Page may only be looked at
    units = place.paste(out)
    pages = city.of("facebook")
    found = {account["id"]: account for unit in units for account in unit.get("accounts", [])}
    assert {page.id for page in pages} - set(found) == {pages[1].id}
    linked = {account.id for account in city.of("instagram") if not account.public}
    assert set(found) & linked and all(account["credential"] == "kota" for account in found.values())
    assert found[pages[0].id] == {"platform": "facebook", "id": pages[0].id, "handle": pages[0].handle, "credential": "kota"}
    for unit in units:
        assert unit["government"] == "32.98" and unit["kind"] and unit["name"]
    assert len({unit["code"] for unit in units}) == len(units)
    assert "lacks the task MODERATE; without it does not come: comments, mentions" in out
    assert f'#- {{ platform: facebook, id: "{pages[1].id}"' in out and "blue_verified" in out and " followers" in out
    # Several result pages, and no address of the platform's was followed.
    asked = [line for line in map(json.loads, (city.out / "served.log").read_text().splitlines()) if line["path"].endswith("/me/accounts")]
    assert len(asked) >= (len(pages) + 2) // 3 and "EAASIMULATED" not in json.dumps(asked)


def test_tokens_of_pages_are_kept(city, place):
    status, out, err = place.run("kota", "--save")
    assert status == 1, err
    pages = city.of("facebook")
    names = {account["id"]: account["credential"] for unit in place.paste(out) for account in unit.get("accounts", [])
             if account["platform"] == "facebook"}
    for page in pages[:1] + pages[2:]:
        path = place.credentials / names[page.id]
        assert names[page.id] == "facebook-" + page.handle.replace(".", "-").replace("_", "-")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        kept = dict(line.split("=", 1) for line in path.read_text().splitlines())
        assert kept == {"platform": "facebook", "token": page.token, "app_secret": "SIMULATEDappsecret"}
    assert err.count(" is written") == len(pages) - 1
    # A second time nothing is there to be done; what was changed by hand stays, but for --force.
    changed = place.credentials / names[pages[0].id]
    place.credential(changed.name, "token=SIMULATEDother\n")
    assert " is written" not in place.run("kota", "--save")[2] and "SIMULATEDother" in changed.read_text()
    place.run("kota", "--save", "--force")
    assert pages[0].token in changed.read_text()


def test_what_is_there_already(city, place):
    """The second of two accounts of a unit is told for it; a unit's code is never given twice."""
    page = city.of("facebook")[0]
    units = [{"code": "dinas-pertama", "government": "32.98", "name": "Dinas Pertama", "kind": "dinas",
              "accounts": [{"platform": "facebook", "id": page.id, "credential": "kota"}]}]
    (place.out / "units.d" / "own.yaml").write_text(yaml.safe_dump({"units": units}))
    status, out, _ = place.run("kota")
    assert f"facebook {page.handle}:" in out and '#   is there already: dinas-pertama, with the credential "kota"\n' in out
    assert "#   for the accounts of dinas-pertama:\n#   - { platform: instagram" in out
    assert page.id not in json.dumps(place.paste(out))
    # All of it is there: a file of comments.
    (place.out / "units.d" / "own.yaml").unlink()
    first = place.run("kota")[1]
    (place.out / "units.d" / "own.yaml").write_text(first)
    status, out, _ = place.run("kota")
    assert place.paste(out) == [] or all(not unit.get("accounts") for unit in place.paste(out))
    told = json.loads(place.run("kota", "--json")[1])
    assert {entry["id"] for entry in told if entry["lacks"]} >= {city.of("facebook")[1].id}
    assert next(entry for entry in told if entry["id"] == page.id)["configured_for"]


def test_one_owner(city, place):
    """Whose token it is: a profile of Threads, an account of TikTok whose id came with the token."""
    for platform, more in (("threads", ""), ("tiktok", "open_id={id}\n")):
        account = next(account for account in city.of(platform) if not account.public)
        place.credential("satu", f"platform={platform}\ntoken={account.token}\n" + more.format(id=account.id))
        (place.out / "units.d" / "found.yaml").unlink(missing_ok=True)
        status, out, err = place.run("satu")
        assert status == 0, err
        unit, = place.paste(out)
        assert unit["accounts"] == [{"platform": platform, "id": account.id, "handle": account.handle, "credential": "satu"}]


def test_nothing_is_found(place):
    place.credential("kosong", "EAASIMULATEDidle\n")
    status, out, err = place.run("kosong")
    assert status == 1 and place.paste(out) == [] and "sees no account" in err and "pantau-facebook(7)" in err
    place.credential("salah", "EAASIMULATEDwrong\n")
    status, out, err = place.run("salah")
    assert (status, out) == (1, "") and "status 400: code 190" in err
    # A token goes to nobody whose it may not be.
    place.credential("asing", "token=SIMULATEDstrange\n")
    status, out, err = place.run("asing")
    assert (status, out) == (2, "") and "--channel=" in err
    assert place.run("asing", "--channel", "threads")[0] == 1
    for words, told in ((["tidak-ada"], "no such file"), (["kota", "--channel", "web"], "no accounts can be found"),
                        (["kota", "-g", "11.01"], 'no government "11.01"'), (["kota", "dinasair"], "whose a handle is")):
        status, out, err = place.run(*words)
        assert status in (1, 2) and out == "" and told in err, err


def page(number):
    return {"id": f"1000640{number:08}", "name": f"Dinas {number}", "username": f"dinas.{number}", "tasks": ["MANAGE"]}


@pytest.mark.parametrize("case", ["facebook", "x", "youtube"])
def test_answers_of_files(tmp_path, case):
    """Hundreds of Pages in three answers; names that are looked up, for whom a key has none of its own."""
    channel = {"items": [{"id": "UCabcdefghijklmnopqrstuv", "snippet": {"title": 'Dinas "Air"\n', "customUrl": "@dinasair"},
                          "statistics": {"subscriberCount": "1230"}}]}
    user = {"data": [{"id": "2244994945", "name": "Dinas Air", "username": "dinasair", "verified_type": "government"}]}
    rules = {
        "facebook": [{"path": "*/me/accounts", "query": {"after": after}, "body": {
            "data": [page(n) for n in range(start, start + 110)],
            **({"paging": {"cursors": {"after": follows}, "next": "https://elsewhere.example/?access_token=x"}} if follows else {})}}
            for after, start, follows in ((None, 0, "A="), ("A=", 110, "B"), ("B", 220, None))],
        "x": [{"path": "*/users/by", "query": {"usernames": "dinasair"}, "body": user}, {"path": "*/users/by", "body": {"errors": []}},
              {"path": "*/users/me", "status": 403, "body": {"title": "Unsupported Authentication"}}],
        "youtube": [{"path": "*/channels", "query": {"forHandle": "@dinasair"}, "body": channel},
                    {"path": "*/channels", "query": {"mine": "true"}, "body": {"items": []}}],
    }[case]
    with Served(tmp_path / "served", "1", rules).simulator as simulator:
        place = Place(tmp_path, [(case, f"http://127.0.0.1:{simulator.port}/v26.0", ", plan: enterprise" if case == "x" else "")])
        place.credential("satu", {"facebook": SYSTEM, "x": "token=AAAAAAAAAAAAAAAASIMULATED\n", "youtube": "key=AIzaSIMULATED\n"}[case])
        status, out, err = place.run("satu", *([] if case == "facebook" else ["@dinasair"]))
        assert status == 0, err
        found = [account for unit in place.paste(out) for account in unit["accounts"]]
        if case == "facebook":
            assert [account["id"] for account in found] == [page(n)["id"] for n in range(330)]
        elif case == "x":
            assert found == [{"platform": "x", "id": "2244994945", "handle": "dinasair", "credential": "satu"}]
            assert "government" in out and "no account of its own" in place.run("satu")[2]
            status, _, err = place.run("satu", "siapa")
            assert status == 1 and 'no account "siapa"' in err
        else:
            assert found == [{"platform": "youtube", "id": "UCabcdefghijklmnopqrstuv", "handle": "dinasair", "credential": "satu"}]
            status, _, err = place.run("satu")
            assert status == 1 and "sees no account" in err and "name the accounts behind it, by their handles" in err, err


@pytest.mark.parametrize("answers", [200, 201])
def test_endless_list(tmp_path, answers):
    """200 answers are all that are asked for: what is behind them is told, not silently left out."""
    rules = [{"path": "*/me/accounts", "query": {"after": str(n) if n else None}, "body": {
        "data": [page(n)], **({"paging": {"cursors": {"after": str(n + 1)}, "next": "x"}} if n + 1 < answers else {})}}
        for n in range(answers)]
    with Served(tmp_path / "served", "1", rules).simulator as simulator:
        place = Place(tmp_path, [("facebook", f"http://127.0.0.1:{simulator.port}/v26.0", "")])
        place.credential("satu", SYSTEM)
        status, out, err = place.run("satu")
    assert out.count("platform: facebook") == 200
    assert (status, "goes on after 200 answers" in err) == ((0, False) if answers == 200 else (1, True)), err
