# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Tokens: looked at, renewed in time, kept before they are used, and told of before they end."""

import json
import os
import re
import signal
import struct
import time

import pytest

from served import Served, rule
from stand import wait_for
from test_authorize import BACK, Owner

PAGE = "100064000000777"
DAY = 86400
CLOCK = os.environ.get("CLOCK", "")
LOOK_S = 10  # LOOK_US of daemon/keeper.c: between two looks at what is due


def served_with(folder, left_s, renewal, credential, first=(), is_valid=True):
    """A page whose token has so long to live, and what the exchange of it answers: (status, body); rules that come before."""
    inspection = {"data": {"is_valid": is_valid, "expires_at": int(time.time()) + left_s, "scopes": ["pages_show_list"],
                           "data_access_expires_at": int(time.time()) + 80 * DAY}}
    status, body = renewal
    place = Served(folder, PAGE, [*first, rule("debug_token", inspection),
                                  {"path": "/v26.0/oauth/access_token", "status": status, "body": body}])
    (place.out / "credentials" / "fb").write_text(credential)
    (place.out / "state").mkdir(mode=0o700)
    return place


def asked(place, path):
    lines = (place.out / "served.log").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["path"] == path]


FULL = "token=SIMULATEDold\napp_id=4711\napp_secret=SIMULATEDappsecret\n"
FRESH = (200, {"access_token": "SIMULATEDfresh", "token_type": "bearer", "expires_in": 60 * DAY})


def test_renewed_in_time(tmp_path, make_daemon, database):
    with served_with(tmp_path, 10 * DAY, FRESH, FULL).simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: database.one("select count(*) from ops.token where renewed_at is not null") == 1,
                 what="the renewal")
        token = database.dicts("select * from ops.token")[0]
        assert token["credential"] == "fb" and token["channel"] == "facebook" and token["renews"]
        assert abs(token["expires_at"].timestamp() - time.time() - 60 * DAY) < 600
        assert token["scopes"] == "pages_show_list" and token["error"] is None
        kept = place.out / "state" / "credentials" / "fb"
        assert kept.stat().st_mode & 0o7777 == 0o600
        lines = dict(line.split("=", 1) for line in kept.read_text().split())
        assert lines["token"] == "SIMULATEDfresh" and lines["app_secret"] == "SIMULATEDappsecret"
        assert abs(int(lines["expires_at"]) - time.time() - 60 * DAY) < 600
        assert daemon.stop() == 0
        log = daemon.log()
        assert "the token is renewed, good until" in log
        for secret in ("SIMULATEDold", "SIMULATEDfresh", "SIMULATEDappsecret"):
            assert secret not in log
        # The next start knows it from the file, and renews nothing: the platform's old answer is older.
        asked_before = len(asked(place, "/v26.0/oauth/access_token"))
        assert asked_before == 1
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: len(asked(place, "/v26.0/debug_token")) >= 2, what="a look")
        assert daemon.stop() == 0


def test_kept_later(tmp_path, make_daemon, database):
    """No file takes it, as on a full disk: it is told once, and kept when there is room, without another renewal."""
    with served_with(tmp_path, 10 * DAY, FRESH, FULL).simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: daemon.starts(), what="the start")
        kept = place.out / "state" / "credentials"
        kept.write_text("no folder")
        wait_for(lambda: "could not be kept" in daemon.log(), what="the trouble")
        wait_for(lambda: database.one("select count(*) from ops.token where renewed_at is not null") == 1, what="the renewal")
        kept.unlink()
        wait_for(lambda: "the renewed token is kept" in daemon.log(), what="another try")
        assert "token=SIMULATEDfresh" in (kept / "fb").read_text().split()
        assert daemon.stop() == 0
        assert daemon.log().count("could not be kept") == 1 and "Make room in state_directory" in daemon.log()
        assert len(asked(place, "/v26.0/oauth/access_token")) == 1


def test_kept_over_a_reload(tmp_path, make_daemon, database):
    """What no file took is in force after a reload, too, and kept as soon as one takes it, though what came next was no token."""
    first = {"path": "/v26.0/oauth/access_token", "query": {"fb_exchange_token": "SIMULATEDold"},
             "body": {**FRESH[1], "expires_in": 600}}
    next_one = (200, {**FRESH[1], "access_token": "SIMULATED\ntwo"})
    place = served_with(tmp_path, 10 * DAY, next_one, FULL, [first])
    in_the_way = place.out / "state" / "credentials" / ".fb.new" / "full"
    in_the_way.mkdir(parents=True)
    in_the_way.parents[1].chmod(0o700)
    with place.simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: "could not be kept" in daemon.log(), what="the trouble")
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "the token could not be renewed, next try in " in daemon.log(), what="the second answer")
        assert daemon.log().count("could not be kept") == 2, "a reload tells anew what still fails"
        in_the_way.rmdir()
        in_the_way.parent.rmdir()
        wait_for(lambda: "the renewed token is kept" in daemon.log(), what="another try")
        assert "token=SIMULATEDfresh" in (in_the_way.parents[1] / "fb").read_text().split()
        assert daemon.stop() == 0


def test_no_token(tmp_path, make_daemon, database):
    """What no request could carry is no renewal: the old one stays in force, and nothing says otherwise."""
    with served_with(tmp_path, 10 * DAY, (200, {**FRESH[1], "access_token": "SIMULATED\ntwo"}), FULL).simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: "the token could not be renewed, next try in " in daemon.log(), what="the trouble")
        assert daemon.stop() == 0
        assert "the token is renewed" not in daemon.log() and "two" not in daemon.log()
        assert database.rows("select renewed_at from ops.token") == [(None,)]


def test_refused(tmp_path, make_daemon, database):
    refusal = (400, {"error": {"message": "Error validating access token SIMULATEDold", "code": 190}})
    with served_with(tmp_path, 3 * DAY, refusal, FULL).simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: database.one("select count(*) from ops.token where error is not null") == 1,
                 what="the refusal")
        wait_for(lambda: "the token ends in " in daemon.log(), what="the warning")
        assert daemon.stop() == 0
        assert "the token could not be renewed, next try in 360 min: the platform answered with status 400: code 190" \
            in daemon.log()
        assert "SIMULATEDold" not in daemon.log()
        assert not (place.out / "state" / "credentials").exists()


@pytest.mark.parametrize("left_s, is_valid", [(-DAY, True), (3 * DAY, False)])
def test_quirk_31_what_ended_is_not_exchanged(tmp_path, make_daemon, database, left_s, is_valid):
    """The platform exchanges only what is still good: that is done before the end, and never after it."""
    with served_with(tmp_path, left_s, FRESH, FULL, is_valid=is_valid).simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: database.one("select count(*) from ops.token where is_valid is not null") == 1, what="the look")
        time.sleep(1.2 * LOOK_S)  # another look, which would ask
        assert daemon.stop() == 0
        assert asked(place, "/v26.0/oauth/access_token") == []
        assert database.rows("select is_valid, renewed_at from ops.token") == [(is_valid, None)]


def test_told_before_it_ends(tmp_path, make_daemon, database):
    """Without what a renewal needs: nothing is tried, the operator is told; once, not at each look."""
    with served_with(tmp_path, 3 * DAY, FRESH, "token=SIMULATEDold\n").simulator as place:
        daemon = make_daemon(place)
        daemon.start()
        wait_for(lambda: "the token ends in " in daemon.log(), what="the warning")
        assert database.one("select renews from ops.token") is False
        assert daemon.stop() == 0
        assert daemon.log().count("the token ends in ") == 1
        assert "the token ends in 2d, and then nothing is asked with it: 20" in daemon.log()
        assert asked(place, "/v26.0/oauth/access_token") == []


def test_told_14_7_and_1_days_before(tmp_path, make_daemon, database):
    """Once each, and once that it has ended, each with the time that is left; between them nothing."""
    clock = tmp_path / "clock"
    clock.write_bytes(struct.pack("q", 0))
    options = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"

    def told():
        return re.findall(r"the token (ends in \w+|has ended),", daemon.log())

    def pass_days(days):
        with open(clock, "r+b") as file:
            file.write(struct.pack("q", int(days * DAY)))

    with served_with(tmp_path / "place", 16 * DAY + 1800, FRESH, "token=SIMULATEDold\n").simulator as place:
        daemon = make_daemon(place)
        daemon.start(LD_PRELOAD=CLOCK, CLOCK_FILE=str(clock), ASAN_OPTIONS=options)
        wait_for(lambda: database.one("select count(*) from ops.token where expires_at is not null") == 1, what="the look")
        said = []
        for days, then, word in ((2.5, 5, "ends in 13d"), (9.5, 12, "ends in 6d"), (15.5, 15.8, "ends in 12h"), (17, 20, "has ended")):
            pass_days(days)
            said.append(word)
            wait_for(lambda: len(told()) >= len(said), what=word)
            # The keeper looks by a clock that nobody sets, so that a look at the days between has to be waited for.
            pass_days(then)
            time.sleep(1.2 * LOOK_S)
            assert told() == said, daemon.log()
        assert daemon.stop() == 0


def test_only_a_renewal_tells(tmp_path, make_daemon, database):
    """Threads tells nobody when a token ends but who renews it: a token that came without an end is renewed once."""
    answer = {"access_token": "SIMULATEDfresh", "token_type": "bearer", "expires_in": 60 * DAY}
    place = Served(tmp_path, PAGE, [{"path": "/refresh_access_token", "query": {"grant_type": "th_refresh_token", "access_token": "SIMULATEDold"},
                                     "body": answer}], platform="threads")
    (place.out / "credentials" / "fb").write_text("token=SIMULATEDold\n")
    (place.out / "state").mkdir(mode=0o700)
    with place.simulator as city:
        daemon = make_daemon(city)
        daemon.start()
        wait_for(lambda: database.one("select count(*) from ops.token where renewed_at is not null") == 1,
                 what="the renewal")
        kept = (city.out / "state" / "credentials" / "fb").read_text().split()
        assert "token=SIMULATEDfresh" in kept
        assert daemon.stop() == 0
        assert len(asked(city, "/refresh_access_token")) == 1


def test_the_second_daemon_renews_nothing(tmp_path, make_daemon, database):
    """It waits to take over, with a state directory of its own: what it renewed the first one would lose."""
    answer = {"access_token": "SIMULATEDfresh", "token_type": "bearer", "expires_in": 60 * DAY}
    place = Served(tmp_path, PAGE, [{"path": "/refresh_access_token", "body": answer}], platform="threads")
    (place.out / "credentials" / "fb").write_text("token=SIMULATEDold\n")
    (place.out / "state").mkdir(mode=0o700)
    with place.simulator as city:
        first, second = make_daemon(city), make_daemon(city)
        second.config = city.out / "run-second.yaml"
        second.config.write_text(first.config.read_text().replace(f"{city.out}/state", f"{city.out}/second"))
        second.log_path = city.out / "second.log"
        first.start()
        wait_for(lambda: len(asked(city, "/refresh_access_token")) == 1, what="the renewal")
        second.start()
        wait_for(lambda: "are polled by another daemon" in second.log(), what="the second's word")
        for times in 1, 2:  # it is told once, and that it is over, too
            second.process.send_signal(signal.SIGHUP)
            wait_for(lambda: second.log().count("reloaded, polling") == times, what="a reload")
        assert second.log().count("cannot be written") == 1
        (place.out / "second").mkdir(mode=0o700)
        wait_for(lambda: f'state_directory "{city.out}/second" can be written again after=' in second.log(), what="its end")
        second.process.send_signal(signal.SIGHUP)
        wait_for(lambda: second.log().count("reloaded, polling") == 3, what="a reload")
        assert second.log().count("can be written again") == 1
        assert second.stop() == 0
        assert first.stop() == 0
        told = f'warning: state_directory "{city.out}/second" cannot be written: No such file or directory: tokens that'
        assert told in second.log() and "be written" not in first.log()
        assert len(asked(city, "/refresh_access_token")) == 1


GOOGLES = "https://www.googleapis.com/auth/youtube"
GOOGLE = "client_id=SIMULATEDapp\nclient_secret=SIMULATEDappsecret\nrefresh_token={}\n"


def owners_of_channels(city, text):
    """The owners' tokens in the place of keys. The credentials' names, and the token that comes of a renewal."""
    (city.out / "state").mkdir(mode=0o700, exist_ok=True)
    keys = [account.credential.read_text().strip() for account in city.of("youtube")]
    for account in city.of("youtube"):
        account.credential.write_text(text)
    return {account.credential.name for account in city.of("youtube")}, keys[0].removeprefix("key=")


def authorized(city):
    """What pantauctl authorize writes for an owner, most of an hour later."""
    owner = Owner(city)
    owner.app("youtube")
    assert owner.run("youtube", "--redirect", BACK)[0] == 0
    kept = owner.kept("youtube")
    assert abs(int(kept["expires_at"]) - time.time() - 3599) < 600
    return "".join(f"{part}={value}\n" for part, value in {**kept, "expires_at": int(time.time()) + 300}.items())


@pytest.mark.parametrize("token", ["token=SIMULATEDended\n", "token=SIMULATEDended\nexpires_at=1700000000\n", "", authorized])
def test_an_owners_token_of_youtube(make_city, make_daemon, database, token):
    """It lives an hour: renewed at once where nobody knows its end, or has not come yet; the refresh token stays good."""
    city = make_city("--channels", "youtube", "--feeds", "lapor")
    text = authorized(city) if token is authorized else token + GOOGLE.format("SIMULATEDrefreshyt")
    before = len(asked(city, "/token"))
    names, fresh = owners_of_channels(city, text)
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.token where renewed_at is not null") == len(names), what="the renewals")
    wait_for(lambda: database.one("select count(distinct account_id) from core.account_sample") == len(names), what="the numbers")
    rows = database.dicts("select * from ops.token")
    assert {row["credential"] for row in rows} == names and all(row["renews"] and row["error"] is None for row in rows)
    assert all(abs(row["expires_at"].timestamp() - time.time() - 3599) < 600 for row in rows)
    assert {row["scopes"] for row in rows} == {f"{GOOGLES}.readonly {GOOGLES}.force-ssl"}
    for name in names:
        kept = dict(line.split("=", 1) for line in (city.out / "state" / "credentials" / name).read_text().split())
        assert kept["token"] == fresh and "key" not in kept and kept["refresh_token"] == "SIMULATEDrefreshyt"
    assert daemon.stop() == 0
    assert not [word for word in ("SIMULATEDended", "SIMULATEDrefreshyt", "SIMULATEDappsecret") if word in daemon.log()]
    assert len(asked(city, "/token")) == before + len(names)
    # The next start knows the end from the file and asks for no other.
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: daemon.starts() == 2, what="the second start")
    time.sleep(1.2 * LOOK_S)
    assert daemon.stop() == 0
    assert len(asked(city, "/token")) == before + len(names)


def test_once_with_tokens_that_have_ended(make_city, make_daemon, database):
    """What was refused before the renewals came is asked for again, and nothing is given up."""
    city = make_city("--channels", "youtube", "--feeds", "lapor")
    names, _ = owners_of_channels(city, "token=SIMULATEDended\n" + GOOGLE.format("SIMULATEDrefreshyt"))
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0, daemon.log()
    assert database.one("select count(distinct account_id) from core.account_sample") == len(names)
    assert database.one("select count(*) from ops.token where renewed_at is not null") == len(names)


def test_a_refresh_token_that_google_took_back(make_city, make_daemon, database):
    """Six months unused, or its owner withdrew it: told with Google's word; nothing is asked with what has ended."""
    city = make_city("--channels", "youtube", "--feeds", "lapor")
    names, _ = owners_of_channels(city, "token=SIMULATEDended\n" + GOOGLE.format("SIMULATEDwithdrawn"))
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.token where error is not null") == len(names), what="the refusals")
    assert daemon.stop() == 0
    assert "the token could not be renewed, next try in 360 min: the platform answered with status 400: invalid_grant" in daemon.log()
    assert not (city.out / "state" / "credentials").exists()
