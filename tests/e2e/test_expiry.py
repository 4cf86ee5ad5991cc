# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Texts that their platform could not confirm for as long as its terms allow: erased, whoever is to blame, while what
was confirmed stays. Days pass by what the database has stored being made as much older."""

import os
import signal

from stand import wait_for
from test_reload import edit

HELD = (
    "select a.external_id, count(t.text)::int from core.account as a join (select government_id, account_id, text from"
    " core.message union all select government_id, account_id, text from core.post) as t using (government_id, account_id)"
    " where a.channel = %s group by 1"
)
# All but the texts and when an answer was last of a kind; waits and medians as a whole.
FIGURES = (
    "select to_jsonb(i.*) from core.inquiry as i order by i.inquiry_id",
    "select to_jsonb(m.*) - '{text,text_expired_at,first_observed_at,changed_observed_at}'::text[] from core.message as m"
    " order by m.government_id, m.account_id, m.external_id",
    "select r.unit_id, r.channel, r.n, r.median_s from metrics.response_rolling as r order by r::text",
)


def collected(make_city, make_daemon, channel, *more):
    city = make_city("--channels", channel, "--feeds", "lapor", *more)
    daemon = make_daemon(city)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    return city, daemon


def pass_days(database, days):
    """As if all that is stored had come and been confirmed so much earlier."""
    for table, columns in (("core.post", ("first_observed_at", "changed_observed_at")),
                           ("core.message", ("first_observed_at", "changed_observed_at")),
                           ("ops.sweep", ("started_at", "finished_at", "oldest_at"))):
        changes = ", ".join(f"{column} = {column} - interval '{days} days'" for column in columns)
        database.rows(f"update {table} set {changes}")


def confirmed(database, channel, but):
    """Each other account by a round of its own."""
    open_ = ("select count(*) from core.account as a left join ops.sweep as s using (government_id, account_id)"
             " where a.channel = %s and a.external_id <> %s and a.active and a.access = 'owned'"
             " and (s.finished_at is null or s.oldest_at < now() - interval '20 minutes')")
    return lambda: database.one(open_, channel, but) == 0


def figures(database):
    return [database.rows(text) for text in FIGURES]


def warned(log, account, days):
    told = [line for line in log.splitlines() if "texts were erased" in line and account in line]
    assert told and f"kept for {days} days at most" in told[0], log
    return told[0]


def test_account_that_is_refused(make_city, make_daemon, database):
    """X: after an outage of eight days what X still shows is confirmed before anything goes; of an account that is protected
    nothing can be, so its texts go, by --once too."""
    city, daemon = collected(make_city, make_daemon, "x")
    page = city.of("x")[0].id
    before, held = figures(database), dict(database.rows(HELD, "x"))
    assert held[page] > 0 and sum(held.values()) > held[page]
    city.fault("protected", match="/x/", account=page, times=-1)
    pass_days(database, 8)
    database.rows("delete from ops.sweep")
    daemon.start()
    wait_for(confirmed(database, "x", page), what="a round of each account that is not refused")
    assert daemon.stop() == 0
    assert "texts were erased" not in daemon.log()
    assert dict(database.rows(HELD, "x")) == held
    done = daemon.once()
    assert dict(database.rows(HELD, "x")) == {**held, page: 0}
    assert "pantauctl errors" in warned(done.stderr, page, 7)
    assert figures(database) == before
    city.clear_faults()
    assert "texts were erased" not in daemon.once().stderr


def test_account_that_left_the_configuration(make_city, make_daemon, database):
    """YouTube: the others are confirmed after 27 days; two days later one that nobody asks for any more is too old, in the
    daemon that is told so."""
    city, daemon = collected(make_city, make_daemon, "youtube")
    before, held = figures(database), dict(database.rows(HELD, "youtube"))
    page = next(id for id, count in sorted(held.items()) if count > 0 and id in {p.id for p in city.of("youtube")})

    def leave(config):
        for owner in (*config["units"], *config.get("leaders", [])):
            owner["accounts"] = [a for a in owner.get("accounts", []) if a["id"] != page]

    edit(daemon, leave)
    pass_days(database, 27)
    database.rows("delete from ops.sweep")
    daemon.start()
    wait_for(confirmed(database, "youtube", page), what="a round of each account that is left")
    assert dict(database.rows(HELD, "youtube")) == held
    pass_days(database, 2)
    os.kill(daemon.process.pid, signal.SIGHUP)
    wait_for(lambda: dict(database.rows(HELD, "youtube"))[page] == 0, what="the end of its texts")
    wait_for(lambda: "texts were erased" in daemon.log(), what="a line about it")
    assert "in no configuration" in warned(daemon.log(), page, 29)
    assert daemon.stop() == 0
    assert dict(database.rows(HELD, "youtube")) == {**held, page: 0}
    assert figures(database)[1] == before[1]


def test_once_beside_a_daemon_that_holds_everything(make_city, make_daemon, database):
    """What polls nothing takes nothing: the daemon that holds the accounts may be confirming them just now."""
    city, daemon = collected(make_city, make_daemon, "x")
    daemon.start()
    wait_for(lambda: database.one("select bool_and(lease_owner is not null) from ops.stream where active"),
             what="the leases")
    city.fault("500", match="/x/", times=-1)
    pass_days(database, 8)
    held = database.rows(HELD, "x")
    second = make_daemon(city, run="second-")
    done = second.once()
    assert done.returncode == 75, done.stderr
    assert "texts were erased" not in done.stderr
    assert database.rows(HELD, "x") == held
    assert daemon.stop() == 0
