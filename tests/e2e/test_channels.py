# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantaud --once against a city on each platform: the database equals the truth, item for item. A further
platform is compared as soon as shapes.py has what it looks like."""

import os
import subprocess

import agree
import compare
import features
import pytest
import shapes
from stand import meet_trouble, wait_for
from test_reload import edit


@pytest.mark.parametrize("channel", sorted(shapes.SHAPES))
def test_channel(channel, make_city, make_daemon, database):
    if channel == "facebook":
        database.every_view()
    city = make_city("--channels", channel, "--feeds", "lapor", "--direct")
    daemon = make_daemon(city)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    # A city whose days are seconds is asked for everything within seconds, or a demo would never show it.
    assert database.rows("select distinct stream, interval_s from ops.stream where active and interval_s > 60") == []
    # What readers have to know of the platform is its adapter's word.
    assert database.rows("select count(*) from metrics.data_quality where channel = %s and unit_id = 0"
                         " and limits_en like '%%.' and limits_id like '%%.'", channel) == [(1,)]
    truth = city.truth()
    assert {a["channel"] for a in truth["accounts"]} == {channel} and truth["posts"]
    # Greetings that units have set up are no answers, in direct messages as below posts.
    kinds = {m["kind"] for m in truth["messages"] if m["role"] == "automatic"}
    assert kinds == ({"reply", "direct_message"} if channel in ("facebook", "instagram") else set()), kinds
    # Nothing was seen before it went: there is no tombstone.
    assert compare.messages(truth, database) == []
    agree.everything(truth, database)
    count = "select count(*), max(xmin::text::bigint) from core.message"
    before = database.rows(count), database.rows("select count(*) from core.inquiry")
    assert daemon.once().returncode == 0
    assert (database.rows(count), database.rows("select count(*) from core.inquiry")) == before


# A round of all that is kept was begun so long ago that the terms want the next one: within a day, or thirty.
CONFIRMED_IN = {"x": "25 hours", "youtube": "29 days 20 hours"}


def confirm_all(daemon, database, channel, ago=None):
    """Lists do not show all: what went of older ones is found by a round over all that is kept, which is due, and
    for which the budget has room."""
    began = f"now() - interval '{ago or CONFIRMED_IN[channel]}'"
    database.rows("insert into ops.sweep (government_id, account_id, started_at, finished_at, oldest_at)"
                  f" select government_id, account_id, {began}, {began}, {began}"
                  f" from core.account where channel = '{channel}'"
                  " on conflict (government_id, account_id) do update set started_at = excluded.started_at,"
                  " finished_at = excluded.finished_at, oldest_at = excluded.oldest_at")
    database.rows("delete from ops.quota_spent")
    daemon.start()
    left = "select count(*) from ops.sweep where finished_at is null or finished_at < now() - interval '1 day'"
    wait_for(lambda: database.one(left) == 0, what="the end of each account's round")
    assert daemon.stop() == 0
    assert daemon.once().returncode == 0  # figures as young as the facts


def test_what_x_withholds_in_indonesia_is_gone(make_city, make_daemon, database):
    """Though X still gives it: what is kept of it goes with its text; what X withholds nowhere stays. What X passes over is
    neither: it stays and is told, and goes when nothing has confirmed it for a week."""
    city = make_city("--channels", "x", "--feeds", "lapor")
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0
    query = "select external_id, text, gone_by is not null as gone, removed_by from core.message order by external_id"
    before = {row["external_id"]: row for row in database.dicts(query)}
    ident = database.one("select external_id from core.message where role = 'citizen' and edited_at is null and gone_by is null"
                         " and text <> '' order by external_id limit 1")
    passed = [name for name, in database.rows(
        "(select external_id from core.post where text <> '' order by 1 limit 1) union all"
        " (select external_id from core.message where gone_by is null and text <> '' and external_id <> %s"
        " order by 1 desc limit 1)", ident)]
    city.fault("withheld", "/x/2/", times=-1, id=ident)
    city.fault("passed_over", "/x/2/", times=-1, ids=passed)
    confirm_all(daemon, database, "x")
    assert {name for name, in database.rows("select external_id from ops.unconfirmed")} == set(passed)
    assert "neither showed them nor called them gone" in daemon.log()
    after = {row["external_id"]: row for row in database.dicts(query)}
    assert {i: row for i, row in after.items() if i != ident} == {i: row for i, row in before.items() if i != ident}
    assert (after[ident]["gone"], after[ident]["removed_by"], after[ident]["text"]) == (True, "platform", None), after[ident]
    assert daemon.once().returncode == 0
    assert {row["external_id"]: row for row in database.dicts(query)} == after, "no list brings it back"
    for table in ("ops.unconfirmed set confirmed_at = now()", "core.post set changed_observed_at = first_observed_at",
                  "core.message set changed_observed_at = first_observed_at"):
        database.rows(f"update {table} - interval '8 days'")
    city.fault("usage_capped", match="/x/", times=-1)  # no list brings one anew, or holds its account
    assert "asked for them by id it said nothing of them" in daemon.once().stderr
    texts = "select external_id from core.post where text is null union select external_id from core.message where text is null"
    assert {name for name, in database.rows(texts)} == {ident, *passed}


def test_the_names_that_x_changes_to(make_city, make_daemon, database):
    """Asked with post.fields, X answers with referenced_posts and repost_count: the same comes of it."""
    city = make_city("--channels", "x", "--feeds", "lapor", "--referring")
    daemon = make_daemon(city)
    edit(daemon, lambda config: config["platforms"]["x"].update(names="post"))
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    assert not [line for line in city.served() if "tweet.fields" in line["query"]]
    agree.everything(city.truth(), database)


# Whether posts, and messages below them, are pointed to by names that are none of their ids.
NAMED = {"facebook": (True, True), "instagram": (True, False), "threads": (True, True), "x": (False, False)}


@pytest.mark.parametrize("channel", sorted(NAMED))
def test_a_mayor_who_points_to_cases(channel, make_city, make_daemon, database):
    """What a unit says in the case is its answer: there or here, whichever comes first."""
    city = make_city("--channels", channel, "--feeds", "lapor", "--referring")
    assert not {"answered there", "answered here"} & set(features.absent_references(city.truth()))
    daemon = make_daemon(city)
    for _ in range(2):
        done = daemon.once()
        assert done.returncode == 0, done.stderr
        agree.everything(city.truth(), database)
    kinds = "select count(distinct a.feed_kind is null) from core.inquiry as i join core.account as a " \
            "on (a.government_id, a.account_id) = (i.government_id, i.answer_account_id)"
    assert database.one(kinds) == 2, "answers in threads and in complaints"
    named = "select count(*) > 0 from core.message_reference as r join core.{} as named on named.address_name = r.object_key"
    assert tuple(database.one(named.format(kind)) for kind in ("post", "message")) == NAMED[channel]


@pytest.mark.parametrize("channel", sorted(shapes.SHAPES))
def test_what_goes_leaves_tombstones(channel, make_city, make_daemon, database):
    """A city that lives on between visits: edits, hidden ones, deletions that are confirmed; posts that go with all that
    was said below, but for those of websites, which nobody can ask about."""
    vanishing = "0" if channel == "web" else "8"
    city = make_city("--channels", channel, "--feeds", "lapor", "--direct", "--referring", "--reveal", "hand",
                     "--vanishing", vanishing)
    daemon = make_daemon(city)
    state = city.state()
    for share in (0.4, 0.7, 1.0):
        city.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
        done = daemon.once()
        assert done.returncode == 0, done.stderr
    if channel in CONFIRMED_IN:
        confirm_all(daemon, database, channel)
    truth = city.truth()
    agree.everything(truth, database)
    went = {post["external_id"] for post in truth["posts"] if post["seen"] and post["seen"][1]}
    removed = {name for name, in database.rows("select external_id from core.post where removed_at is not null")}
    assert bool(removed) == (channel != "web") and removed <= went, removed


@pytest.mark.parametrize("channel", sorted(set(shapes.SHAPES) - {"facebook"}))  # test_faults.py has its own
def test_trouble_passes(channel, make_city, make_daemon, database):
    """What any server does now and then costs another request and nothing else."""
    city = make_city("--channels", channel, "--feeds", "lapor")
    meet_trouble(city, city.base(channel), make_daemon(city))
    agree.everything(city.truth(), database)


FEEDS = {"aplikasi-kota": "/map/", "lapor-daerah": "/map/", "lapor-arsip": "/lapor/"}  # test_open311.py has its own


@pytest.mark.parametrize("feed", sorted(FEEDS))
def test_trouble_of_a_feed_passes(feed, make_city, make_daemon, database):
    city = make_city("--channels", "facebook", "--feeds", feed)
    meet_trouble(city, FEEDS[feed], make_daemon(city))
    agree.everything(city.truth(), database)


def check_online(file):
    """pantaud check-config --online: its end, and its findings by the account or feed they are of."""
    done = subprocess.run([os.environ["PANTAUD"], "check-config", "--online", f"--config={file}"],
                          capture_output=True, text=True, timeout=600, check=False)
    assert "Sanitizer" not in done.stderr, done.stderr
    lines = [line.split(": ", 1)[1] for line in done.stderr.splitlines() if not line.startswith("    hint: ")]
    return done.returncode, [line for line in lines if not line.startswith("warning: ")]


def test_check_online(make_city):
    """All platforms and feeds of a city are what its configuration says; then each has its trouble, told apart."""
    city = make_city("--channels", "all", "--feeds", "all")
    assert check_online(city.out / "pantau.yaml") == (0, [])
    first = {channel: city.of(channel)[0].id for channel in ("facebook", "instagram", "threads", "tiktok")}
    for kind, channel in (("expired", "facebook"), ("gone", "instagram"), ("permission", "threads"),
                          ("tiktok_expired", "tiktok"), ("youtube_quota", "youtube")):
        city.fault(kind, match=city.base(channel), times=-1, account=first.get(channel))
    status, lines = check_online(city.out / "pantau.yaml")
    assert status == 78, lines
    told = {words: [line for line in lines if f": {words}: " in line]
            for words in ("token_expired", "gone", "permission", "quota")}
    assert sum(map(len, told.values())) == len(lines), lines
    assert len(told["token_expired"]) == 2 and len(told["permission"]) == 1, lines
    # The one that gave no token is asked for through the first one's, which is gone.
    assert len(told["gone"]) == 2 and first["instagram"] in "".join(told["gone"]), lines
    assert told["quota"] and all(line.startswith("cannot tell: ") for line in told["quota"]), lines


def test_a_request_that_cannot_be_made(make_city, make_daemon, database):
    """Nobody's token asks for a public account: its streams are switched off with a word, the rest goes on."""
    city = make_city("--channels", "instagram", "--feeds", "lapor")
    daemon = make_daemon(city)
    public = next(account for account in city.accounts if account.public)
    lines = daemon.config.read_text().splitlines()
    without = [line.replace(line[line.index("credential:"):line.index("schedule:")], "")
               if public.id in line and "public" in line else line for line in lines]
    assert without != lines
    daemon.config.write_text("\n".join(without) + "\n")
    done = daemon.once()
    assert done.returncode == 1 and 'no part "token"' in done.stderr, done.stderr
    assert database.one("select count(*) from core.message") > 100
