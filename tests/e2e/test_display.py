# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""TikTok's Display API, of units that granted no more: accounts and videos with their counters are the truth, and
nothing that is said below them comes."""

import time
import urllib.parse

import agree
import compare
import pytest
from stand import meet_trouble, wait_for
from test_channels import check_online, confirm_all
from test_refused import place_of, run
from test_reload import edit

DISPLAY = "/tt/v2"


def by_display(daemon):
    """This city's daemon asks the Display API, for many pages. That it has no comments need not be said."""
    def change(config):
        tiktok = config["platforms"]["tiktok"]
        tiktok.update(api="display", posts_page=3, base_url=urllib.parse.urljoin(tiktok["base_url"], DISPLAY))
    edit(daemon, change)
    return daemon


def only_counted(truth, database):
    """All that the Display API tells is there; nobody asked anything, so nobody waited."""
    silent = {**truth, "messages": []}
    said = [*compare.posts(truth, database), *compare.accounts(truth, database),
            *compare.social_inquiries(silent, database), *compare.nothing_twice(database)]
    assert said == [], "\n".join(said[:20])
    assert database.one("select count(*) from core.message") == 0
    last = database.rows("select distinct on (a.account_id) a.external_id, s.posts from core.account_sample as s"
                         " join core.account as a using (government_id, account_id)"
                         " order by a.account_id, s.observed_at desc")
    standing = {a["external_id"]: 0 for a in truth["accounts"]}
    for post in filter(compare.stands, truth["posts"]):
        standing[post["account"]] += 1
    assert dict(last) == standing and any(standing.values())


def test_counts_are_the_truth(make_city, make_daemon, database):
    """Counters move between visits; while the city is young, first pages are empty though more follow."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor", "--reveal", "hand")
    daemon = by_display(make_daemon(city))
    state = city.state()
    for share in (0.5, 0.8, 1.0):
        city.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
        done = daemon.once()
        assert done.returncode == 0, done.stderr
        only_counted(city.truth(), database)
    asked = [line for line in city.served() if line["path"].startswith("/tt/")]
    assert {line["path"] for line in asked} == {f"{DISPLAY}/user/info/", f"{DISPLAY}/video/list/"}
    assert any("ids" not in line for line in asked if line["path"].endswith("/list/")), "a page without a video"
    moved = "select max(views) > min(views) as moved from core.post_sample group by government_id, post_id"
    assert database.one(f"select count(*) from ({moved}) as s where moved") > 0


def test_a_city_that_goes_over_to_it(make_city, make_daemon, database):
    """What was said is kept; its stream is nobody's any more, and comes back with the other API."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    daemon = make_daemon(city)
    business = daemon.config.read_text()

    def visit():
        done = daemon.once()
        assert done.returncode == 0, done.stderr
        return database.one("select count(*) from core.message where gone_by is null"), {
            name for name, in database.rows(
                "select distinct s.stream from ops.stream as s join core.account as a using (government_id, account_id)"
                " where s.active and a.channel = 'tiktok'")}

    said, asked = visit()
    assert said > 100 and asked == {"account", "posts", "comments"}, asked
    by_display(daemon)
    assert visit() == (said, {"account", "posts"})
    daemon.config.write_text(business)
    assert visit() == (said, asked)
    agree.everything(city.truth(), database)


def by_either(daemon, city):
    """Every other owner granted the Display API. Their credentials, by their accounts."""
    counted = {account.id: account.credential.name for account in city.of("tiktok")[::2]}

    def change(config):
        tiktok = config["platforms"]["tiktok"]
        tiktok.update(apis=dict.fromkeys(counted.values(), "display"), other_url=urllib.parse.urljoin(tiktok["base_url"], DISPLAY))
    edit(daemon, change)
    return counted


def test_either_api_in_one_daemon(make_city, make_daemon, database):
    """Some owners granted the one, some the other: of each comes what it tells, and the figures are those of what came."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    daemon = make_daemon(city)
    counted = by_either(daemon, city)
    rest = {account.id for account in city.of("tiktok")} - counted.keys()
    assert counted and rest and check_online(daemon.config) == (0, [])
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    truth = city.truth()
    agree.everything({**truth, "messages": [m for m in truth["messages"] if m["account"] not in counted]}, database)
    said = dict(database.rows("select a.external_id, count(m.external_id) from core.account as a left join core.message as m"
                              " using (government_id, account_id) where a.channel = 'tiktok' group by 1"))
    assert {ident for ident, count in said.items() if not count} == set(counted)
    streams = "select a.external_id, array_agg(s.stream order by s.stream) from ops.stream as s join core.account as a" \
              " using (government_id, account_id) where s.active and a.channel = 'tiktok' group by 1"
    assert dict(database.rows(streams)) == {**dict.fromkeys(counted, ["account", "posts"]),
                                            **dict.fromkeys(rest, ["account", "comments", "posts"])}
    asked = {(line["path"].startswith(DISPLAY), line["account"]) for line in city.served() if line["path"].startswith("/tt/")}
    assert asked == {(ident in counted, ident) for ident in said}, "no token at the other address"
    # One of them is refused by its API: the others' come all the same, of either.
    city.fault("tiktok_expired", match=DISPLAY, times=-1, account=next(iter(counted)))
    status, lines = check_online(daemon.config)
    assert status == 78 and len(lines) == 1 and ": token_invalid: " in lines[0], lines
    # A name that no account of the platform has is told, and what was meant.
    meant = counted[next(iter(counted))]
    edit(daemon, lambda config: config["platforms"]["tiktok"]["apis"].update({meant + "x": config["platforms"]["tiktok"]["apis"].pop(meant)}))
    done = run(daemon, "check-config")
    assert done.returncode == 0 and "is good" in done.stdout, done
    told, hint = done.stderr.splitlines()
    assert told == place_of(daemon, "tiktok:") + f': "{meant}x" in apis concerns nobody, because no account of tiktok names that credential'
    assert hint == f'    hint: Did you mean "{meant}"?'
    # An API that is none is refused where it stands.
    daemon.config.write_text(daemon.config.read_text().replace("display", "everything", 1))
    done = run(daemon, "check-config")
    assert done.returncode == 78 and place_of(daemon, "everything") in done.stderr, done.stderr


def test_what_goes_is_found_by_its_id(make_city, make_daemon, database):
    """No comments are asked for that would tell of it, so videos are; what is kept of messages is nobody's to ask for."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor", "--reveal", "hand", "--vanishing", "24")
    daemon = make_daemon(city)
    state = city.state()
    for share in (0.6, 1.0):
        city.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
        done = daemon.once()
        assert done.returncode == 0, done.stderr
        if share < 1:
            by_display(daemon)
    removed = "select external_id from core.post where removed_at is not null"
    there = {name for name, in database.rows(removed)}
    messages = "select external_id, text, gone_by, post_external_id from core.message order by 1"
    kept = database.rows(messages)
    confirm_all(daemon, database, "tiktok", "8 days")
    truth = city.truth()
    said = [*compare.posts(truth, database), *compare.removed_posts(truth, database)]
    assert said == [], "\n".join(said[:20])
    went = {name for name, in database.rows(removed)}
    assert len(went - there) > 1 and went <= {p["external_id"] for p in truth["posts"] if p["seen"] and p["seen"][1]}
    still = [row for row in kept if row[3] not in went]
    assert [row for row in database.rows(messages) if row[3] not in went] == still and len(still) > 100
    queries = [line for line in city.served() if line["path"] == f"{DISPLAY}/video/query/"]
    assert max(len(line.get("ids", [])) for line in queries) > 1, "several in one request"


def test_a_token_of_another_account(make_city, make_daemon, database):
    """Such a token speaks for its owner, whatever account is asked for: nothing of it is written, and one is never two accounts'."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    daemon = by_display(make_daemon(city))
    assert daemon.once().returncode == 0
    first, second = (account.id for account in city.of("tiktok")[:2])
    held = ["select * from core.post order by account_id, external_id", "select count(*) from core.account_sample", "select count(*) from core.post_sample"]
    before = [database.rows(query) for query in held]
    names = {}

    def swap(config):
        listed = [account for owner in config["units"] + config.get("leaders", []) for account in owner.get("accounts", [])
                  if account["platform"] == "tiktok"]
        names.update({account["id"]: account["credential"] for account in listed})
        for account in listed:
            account["enabled"] = account["id"] in (first, second)
            if account["enabled"]:
                account["credential"] = names[second if account["id"] == first else first]

    edit(daemon, swap)
    asked = len(city.served())
    status, lines = check_online(daemon.config)
    assert status == 78 and len(lines) == 2 and all(": wrong_id: the token is that of " in line for line in lines), lines
    done = daemon.once()
    assert done.returncode == 1 and "cause=wrong_id " in done.stderr, done.stderr
    assert {line["path"] for line in city.served()[asked:] if line["path"].startswith("/tt/")} == {f"{DISPLAY}/user/info/"}
    assert [database.rows(query) for query in held] == before
    # Both by one: refused before anything is asked.
    daemon.config.write_text(daemon.config.read_text().replace(f"credential: {names[first]}\n", f"credential: {names[second]}\n"))
    done = run(daemon, "check-config")
    assert done.returncode == 78 and f'names the credential "{names[second]}" of another, at ' in done.stderr, done.stderr


def test_trouble_passes(make_city, make_daemon, database):
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    daemon = by_display(make_daemon(city))
    meet_trouble(city, DISPLAY, daemon)
    only_counted(city.truth(), database)
    assert database.one("select count(*) from ops.gap where stream = 'posts'") == 0


@pytest.mark.parametrize("kind, word", [
    ("tiktok_expired", "token_invalid"), ("tiktok_permission", "permission"), ("tiktok_scope", "permission"),
])
def test_refusals_are_told_by_their_cause(kind, word, make_city, make_daemon, database):
    """Of one account: the others' numbers come all the same."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    daemon = by_display(make_daemon(city))
    assert check_online(daemon.config) == (0, [])
    first = city.of("tiktok")[0].id
    city.fault(kind, match=DISPLAY, times=-1, account=first)
    status, lines = check_online(daemon.config)
    assert status == 78 and lines and all(f": {word}: " in line for line in lines), lines
    done = daemon.once()
    assert done.returncode == 1 and f"cause={word} " in done.stderr, done.stderr
    truth = city.truth()
    others = {**truth, **{part: [row for row in truth[part] if row[name] != first]
                          for part, name in (("posts", "account"), ("accounts", "external_id"))}}
    assert compare.posts(others, database) == [] and compare.accounts(others, database) == []


def test_their_limit_and_their_trouble_pass(make_city, make_daemon, database):
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    daemon = by_display(make_daemon(city))
    city.fault("tiktok_limit", match=DISPLAY)
    status, lines = check_online(daemon.config)
    assert status == 75 and len(lines) == 1 and "cannot tell: platform tiktok: quota: rate_limit_exceeded" in lines[0], lines
    for kind in ("tiktok_limit", "tiktok_trouble"):
        city.fault(kind, match=DISPLAY, times=2)
    for _ in range(4):
        if daemon.once().returncode == 0:
            break
    assert not any(rule["left"] for rule in city.state()["faults"])
    only_counted(city.truth(), database)


def renewed(daemon, database, count):
    """As many renewals in one run of the daemon, after which everything is asked as it should be."""
    database.rows("delete from ops.token")
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.token where renewed_at is not null") == count, what="the renewals")
    assert daemon.stop() == 0
    done = daemon.once()
    assert done.returncode == 0, done.stderr


def test_a_token_is_renewed_and_gone_on_with(make_city, make_daemon, database):
    """Each renewal ends both tokens of before: the new ones are in their file before anything is asked with them, and the
    next renewal is with the new refresh token. Nobody renews the Business API's here, whose files have no more than a token."""
    city = make_city("--channels", "tiktok", "--feeds", "lapor")
    (city.out / "state").mkdir(mode=0o700, exist_ok=True)
    daemon = make_daemon(city)
    counted = by_either(daemon, city)
    app = "client_id=SIMULATEDapp\nclient_secret=SIMULATEDappsecret\n"
    first = "token=SIMULATEDended\n" + app + "refresh_token=SIMULATEDrefreshtt-{}-0\n"
    for account in city.of("tiktok")[::2]:
        account.credential.write_text(first.format(account.id))
    for turn in (1, 2):
        renewed(daemon, database, len(counted))
        for ident, name in counted.items():
            file = city.out / "state" / "credentials" / name
            kept = dict(line.split("=", 1) for line in file.read_text().split())
            assert kept["token"] == f"SIMULATEDact.{ident}.{turn}", kept["token"]
            assert kept["refresh_token"] == f"SIMULATEDrefreshtt-{ident}-{turn}" and file.stat().st_mode & 0o7777 == 0o600
            assert abs(int(kept["expires_at"]) - time.time() - 86400) < 600
            good = [line["time"] for line in city.served()
                    if line.get("account") == ident and line["path"].startswith(DISPLAY) and line["status"] == 200]
            assert turn > 1 or file.stat().st_mtime <= min(good), "kept before it is used"
            file.write_text(file.read_text().replace(kept["expires_at"], str(int(time.time()) + 300)))
    asked = [line["path"] for line in city.served() if "oauth" in line["path"]]
    assert asked == [f"{DISPLAY}/oauth/token/"] * 2 * len(counted)
    assert compare.posts(city.truth(), database) == [] and compare.accounts(city.truth(), database) == []
    assert not [word for word in ("SIMULATEDended", "SIMULATEDrefreshtt", "SIMULATEDact", "SIMULATEDappsecret") if word in daemon.log()]
    # Who lost what was kept has a refresh token that is over.
    for name in counted.values():
        (city.out / "state" / "credentials" / name).unlink()
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.token where error is not null") == len(counted), what="the refusals")
    assert daemon.stop() == 0 and "invalid_grant" in daemon.log()
