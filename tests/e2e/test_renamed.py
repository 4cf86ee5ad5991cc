# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Accounts that their owners rename or close to the public while they are polled: said once each, with what to do."""

import pytest

from served import NOTHING_FOUND, Served, rule
from stand import wait_for
from test_ctl import ctl, operator

PAGE = "100064000000777"
CHANNEL = "UCdinasairkotacontoh0001"


def lines(done, text):
    return [line for line in done.stderr.splitlines() if text in line]


@pytest.mark.parametrize("account, told", [
    ("handle: humas, ", True),
    ("handle: HUMAS.baru, ", False),
    ("handle: humas, former_handles: [ humas.baru ], ", False),
    ("", False),
])
def test_renamed(tmp_path, make_daemon, account, told):
    page = rule(PAGE, {"id": PAGE, "name": "Humas Kota", "username": "humas.baru"})
    with Served(tmp_path, PAGE, [page], account=account).simulator as city:
        said = lines(make_daemon(city).once(), f"handle facebook {PAGE}: ")
    assert len(said) == told, said
    if told:
        assert said[0].startswith("warning: ") and 'calls it "humas.baru" now' in said[0], said
        assert " handle=humas " in said[0] and "former_handles" in said[0].partition("hint=")[2], said


def answers(platform, closed):
    """What the platform says of an account, closed to the public or not."""
    if platform == "facebook":
        return rule(PAGE, {"id": PAGE, "name": "Humas", "username": "humas", "is_published": not closed})
    if platform == "x":
        return rule(f"users/{PAGE}", {"data": {"id": PAGE, "name": "Humas", "username": "humas", "protected": closed}})
    item = {"id": CHANNEL, "snippet": {"title": "Humas"}, "status": {"privacyStatus": "private" if closed else "public"}}
    return rule("channels", {**NOTHING_FOUND, "items": [item]})


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("platform", ["facebook", "x", "youtube"])
def test_private(tmp_path, make_daemon, platform, closed):
    account = CHANNEL if platform == "youtube" else PAGE
    with Served(tmp_path, account, [answers(platform, closed)], platform=platform, account="handle: humas, ").simulator as city:
        done = make_daemon(city).once()
    assert done.returncode == 0, done.stderr
    said = lines(done, f"private {platform} {account}: only those it lets in see its posts")
    assert len(said) == closed and all("ask the unit to make it public" in line.lower() for line in said), done.stderr


def test_private_until_it_is_told_otherwise(tmp_path, make_daemon, database):
    """An answer that says nothing of it ends no trouble; one that says so does."""
    operator(database)
    user = {"id": PAGE, "name": "Humas", "username": "humas"}
    withheld = {"country_codes": ["DE", "ID"], "scope": "user"}
    rules = [{"path": f"/v26.0/users/{PAGE}", "body": {"data": {**user, "protected": True, "withheld": withheld}}, "times": 1},
             {"path": f"/v26.0/users/{PAGE}", "body": {"data": user}, "times": 1},
             {"path": f"/v26.0/users/{PAGE}", "body": {"data": {**user, "protected": False}}},
             {"path": "/v26.0/users/*", "body": {"meta": {"result_count": 0}}}]
    place = Served(tmp_path, PAGE, rules, platform="x", account="handle: humas, ")
    config = place.out / "pantau.yaml"
    config.write_text(config.read_text().replace('/v26.0" }', '/v26.0", plan: enterprise }'))
    with place.simulator as city:
        daemon = make_daemon(city)
        daemon.start()
        wait_for(daemon.starts, what="the start")
        assert ctl(database, "poll", f"x:{PAGE}", "account")[0] == 0
        assert "only those it lets in see its posts" in daemon.log()
        assert f"withheld x {PAGE}: the platform shows it to nobody in Indonesia" in daemon.log()
        assert ctl(database, "poll", f"x:{PAGE}", "account")[0] == 0
        assert "it is public again" not in daemon.log()
        assert f"withheld x {PAGE}: it is shown in Indonesia again" in daemon.log(), "X has no other word for it"
        assert ctl(database, "poll", f"x:{PAGE}", "account")[0] == 0
        assert f"private x {PAGE}: it is public again" in daemon.log()
        assert daemon.stop() == 0
