#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Two writers at once: on one thread, on the last threads that teach an automatic text, on one message
that arrives where it stands and where it is named, on a case that somebody points to, on whose account it is, on one stream.

The first transaction is held open while the second starts; what the second finds when it may go on
decides, or the mark that it leaves. Each test is shown to bite: without the account's lock, or while the mark
waits, the same steps leave a wrong row.
"""

import hashlib
import json
import os
import threading
import time

import psycopg2

EXPIRE = "select coalesce(sum(texts), 0) from ops.text_expire('one', '{facebook}', '{3600}', now(), 999)"
EXPIRE_TWO = EXPIRE.replace("'one'", "'two'")
GONE = "execute post_gone(1, 1, 'gone', '2025-06-03', true)"
COUNT = 0


def check(good, text):
    global COUNT
    COUNT += 1
    print(f"{'' if good else 'not '}ok {COUNT} - {text}")


def key(text):
    return hashlib.md5(text.encode()).digest()


def one(connection, sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchone()[0]


def run(connection, sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)


def say(connection, account, message, thread, who, second, kind="comment"):
    run(
        connection,
        "insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key,"
        " text, text_hash, first_observed_at, changed_observed_at, needs_answer, undecided, rule, intent)"
        " select 1, %s, %s, '2025-05-05 08:00+07'::timestamptz + %s * interval '1 s', %s, %s, %s, 'Kapan?', %s,"
        " now(), now(), v.needs, v.undecided, v.rule, v.intent from core.needs_answer('Kapan?') as v",
        account, message, second, thread, kind, key(who), key("same text"),
    )


def write(connection, account, message, thread, who, second, lock=True, kind="comment"):
    if lock:
        run(connection, "select core.account_lock(1, array[%s])", account)
    say(connection, account, message, thread, who, second, kind)
    run(connection, "select core.derive_message(1, %s, %s)", account, [thread])


def name(connection, statements, message):
    """The daemon's own statement stores the mention."""
    run(connection, statements)
    run(connection, "select core.account_lock(1, '{1}')")
    say(connection, 1, message, message, "ani", 0)
    run(connection, "execute mention_write(1, 1, now(), %s, array['2025-05-05 08:00+07'::timestamptz], %s,"
        " array[null::text], array[null::text])", [message], ["2"])
    run(connection, "select core.derive_message(1, 1, %s)", [message])


def point(connection, statements, message, case):
    """A message at account 1 names account 2 and points to a case."""
    run(connection, statements)
    run(connection, "select core.account_lock(1, '{1}')")
    say(connection, 1, message, message, "ani", 30)
    run(connection, "execute mention_write(1, 1, now(), %s, array['2025-05-05 08:00+07'::timestamptz], %s,"
        " array[null::text], array[null::text])", [message], ["2"])
    run(connection, "execute reference_write(1, 1, now(), %s, '{f}', '{facebook}', %s)", [message], [case])
    run(connection, "select core.derive_message(1, 1, %s)", [message])


def publish(connection, statements, post):
    """As the daemon does: what the statement returns is derived."""
    run(connection, statements)
    run(connection, "select core.account_lock(1, '{3}')")
    named = one(connection, "execute post_write(1, 3, now(), %s, '{null}', '{2025-05-05}', '{null}', '{text}', '{x}', '{null}',"
        " '{null}', '{null}', '{f}', '{null}', '{null}')", [post])
    run(connection, "execute derive_post(1, '{3}', %s)", [named])


def list_post(connection):
    run(connection, "select core.account_lock(1, '{2}')")
    say(connection, 2, "listed", "listed", "account 4", 0, "mention")
    run(connection, "update core.message set address_name = 'Clp' where external_id = 'listed'")
    run(connection, "select core.derive_message(1, 2, '{listed}')")


def reply_under(connection):
    run(connection, "select core.account_lock(1, '{4}')")
    say(connection, 4, "under", "under", "account 2", 60)
    run(connection, "update core.message set post_external_id = 'lp' where external_id = 'under'")
    run(connection, "select core.derive_message(1, 4, '{under}')")


def configure(connection, person):
    """As a daemon does that starts or reloads; account 1 is a person's."""
    run(connection, "select ops.sync_config(%s, 'd', 'one')", json.dumps({
        "governments": [{"code": "1", "name": "x", "kind": "city", "timezone": "Asia/Jakarta"}],
        "units": [{"government": "1", "code": unit, "name": "x", "kind": "dinas"} for unit in ("1", "2")],
        "accounts": [{"government": "1", "channel": "facebook", "external_id": "1", "access": "owned", "unit": "1",
                      "author_key": key(person).hex(), "streams": {}}],
        "feeds": [],
    }))


def document(name, parts):
    return json.dumps({"governments": [{"code": "9", "name": name, "kind": "city", "timezone": "Asia/Jakarta"}], "units": [],
                       "feeds": [], "parts": parts})


def bring(connection, part, account):
    run(connection, "select ops.config_part('nine', %s, %s)", part, json.dumps([
        {"government": "9", "channel": "facebook", "external_id": account, "access": "public", "streams": {}}]))


def left_behind(db):
    """A session whose client was lost comes late with a document, while the daemon sends the next over another one."""
    listed = "select string_agg(external_id, ' ' order by external_id) from core.account where channel = 'facebook'" \
        " and external_id like 'nine%%' and active"
    orphan, next_one = (psycopg2.connect("") for _ in range(2))
    orphan.autocommit = next_one.autocommit = True
    bring(orphan, 1, "nine-old")
    bring(next_one, 1, "nine-new")
    try:
        run(orphan, "select ops.sync_config(%s, 'd', 'nine')", document("Old", 1))
        refused = None
    except psycopg2.Error as error:
        refused = error.pgcode
    check(refused == "PT004", "an older document does not take a newer one's accounts")
    bring(next_one, 2, "nine-too")
    run(orphan, "select ops.sync_config(%s, 'd', 'nine')", document("Old", None))
    run(next_one, "select ops.sync_config(%s, 'd', 'nine')", document("New", 2))
    check(one(db, listed) == "nine-new nine-too" and one(db, "select name from core.government where code = '9'") == "New",
          "nor does one without parts take them away")
    orphan.close()
    next_one.close()


def at_once(first, second, meanwhile=None):
    """first writes and waits with its commit until second is stuck behind it, or has committed. Then meanwhile."""
    held, other, watch = (psycopg2.connect("") for _ in range(3))
    watch.autocommit = True
    first(held)
    thread = threading.Thread(target=lambda: (second(other), other.commit()))
    thread.start()
    stuck = "select count(*) from pg_locks where pid = %s and not granted"
    while thread.is_alive() and not one(watch, stuck, other.info.backend_pid):
        time.sleep(0.01)
    if meanwhile is not None:
        thread.join()
        meanwhile()
    held.commit()
    thread.join()
    watch.close()
    held.close()
    other.close()


def stale(db):
    """What a round does first: derived, marks that are left."""
    with db.cursor() as cursor:
        cursor.execute("select derived, remaining from core.derive_stale(10)")
        return cursor.fetchone()


def main():
    db = psycopg2.connect("")
    db.autocommit = True
    run(db, "insert into core.government (government_id, code, name, kind, timezone, calendar)"
        " values (1, '1', 'x', 'city', 'Asia/Jakarta', 'id-asn')")
    for account in (1, 2):
        run(db, "insert into core.unit (government_id, unit_id, code, name, kind) values (1, %s, %s, 'x', 'dinas')",
            account, str(account))
        run(db, "insert into core.account (government_id, account_id, channel, external_id, access, author_key)"
            " values (1, %s, 'facebook', %s, 'owned', %s)", account, str(account), key(f"account {account}"))
        run(db, "insert into core.account_owner values (1, %s, '-infinity', null, %s)", account, account)

    for lock in (False, True):
        thread = f"t{lock}"
        at_once(
            lambda c: write(c, 1, "q" + thread, thread, "ani", 0, lock),
            lambda c: write(c, 1, "a" + thread, thread, "account 1", 60, lock),
        )
        state = one(db, "select state from core.inquiry where source_id = %s", thread)
        if lock:
            check(state == "answered", "two writers on one thread, with the lock: answered")
        else:
            check(state == "waiting", "without the lock the answer is missed: the test bites")
    check(one(db, "select core.rebuild_inquiries(1)") == 1, "a rebuild mends what was written without the lock")

    # Three threads teach a text; the second and the third arrive at once, at two accounts.
    for account, thread in ((1, "u1"), (1, "u2"), (2, "u3")):
        say(db, account, "q" + thread, thread, "ani", 0)
    write(db, 1, "au1", "u1", "account 1", 5)
    at_once(
        lambda c: write(c, 1, "au2", "u2", "account 1", 5),
        lambda c: write(c, 2, "au3", "u3", "account 2", 5),
    )
    check(one(db, "select count(*) from core.automatic_text") == 1, "the text is learnt though each saw two threads")
    check(one(db, "select count(*) from core.inquiry where source_id like 'u_' and state = 'waiting'") == 3,
          "and none of the three counts as answered")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")

    # The fourth arrives while the third does: by its first look the text was not learnt yet.
    run(db, "truncate core.automatic_text, core.automatic_evidence, core.message, core.inquiry")
    for account, thread in ((1, "v1"), (1, "v2"), (1, "v3"), (2, "v4")):
        say(db, account, "q" + thread, thread, "ani", 0)
    for thread in ("v1", "v2"):
        write(db, 1, "a" + thread, thread, "account 1", 5)
    at_once(
        lambda c: write(c, 1, "av3", "v3", "account 1", 5),
        lambda c: write(c, 2, "av4", "v4", "account 2", 5),
    )
    check(one(db, "select count(*) from core.inquiry where source_id like 'v_' and state = 'waiting'") == 4,
          "nor does the fourth, that waited for the third")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")

    # A message arrives at account 2, and at account 1 whose list names account 2.
    with open(os.environ["PANTAU_STATEMENTS"], encoding="utf-8") as file:
        statements = file.read()
    missed = lambda: check(stale(db) == (0, 1), "the mark waits for who could miss it")
    at_once(
        lambda c: write(c, 2, "n1", "n1", "ani", 0, kind="mention"),
        lambda c: name(c, statements, "n1"),
        missed,
    )
    named = "select count(*) from core.inquiry where source_id = 'n1' and unit_id = 2"
    check(one(db, named) == 2, "a message that is named elsewhere: each side opens one wait while the mark waits")
    check(stale(db) == (1, 0) and one(db, named) == 1, "then there is one")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")
    name(db, statements, "n2")
    check(stale(db) == (0, 0), "no mark where nobody writes at the account that is named")

    # A message that points to a case at a third account, where the unit replies at the same moment.
    run(db, "insert into core.account (government_id, account_id, channel, external_id, access, author_key)"
        " values (1, 3, 'facebook', '3', 'owned', %s)", key("account 3"))
    write(db, 3, "c1", "c1", "ani", 0)
    at_once(
        lambda c: write(c, 3, "ac1", "c1", "account 2", 60),
        lambda c: point(c, statements, "p1", "c1"),
        missed,
    )
    state = "select state from core.inquiry where source_id = %s and unit_id = 2"
    check(one(db, state, "p1") == "waiting", "a case that is answered while somebody points to it waits with the mark")
    check(stale(db) == (1, 0) and one(db, state, "p1") == "answered", "and is answered then")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")

    # A message that points to a post at the third account, which arrives at the same moment; its answer is there.
    write(db, 3, "aw1", "aw1", "account 2", 60)
    run(db, "update core.message set post_external_id = 'w1' where external_id = 'aw1'")
    at_once(
        lambda c: publish(c, statements, "w1"),
        lambda c: point(c, statements, "r1", "w1"),
        missed,
    )
    check(one(db, state, "r1") == "waiting", "a post that arrives while somebody points to it: so, too")
    check(stale(db) == (1, 0) and one(db, state, "r1") == "answered", "and is answered then")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")

    # A leader's post that account 2 lists, for it is tagged in the picture, while it replies under the post itself.
    run(db, "insert into core.account (government_id, account_id, channel, external_id, access, leader_position, author_key)"
        " values (1, 4, 'facebook', '4', 'owned', 'walikota', %s)", key("account 4"))
    run(db, "insert into core.post (government_id, account_id, external_id, post_id, published_at, format, address_name,"
        " first_observed_at, changed_observed_at) values (1, 4, 'lp', core.natural_id('post', 1, 4, 'lp'),"
        " '2025-05-05 08:00+07', 'photo', 'Clp', now(), now())")
    at_once(reply_under, list_post, missed)
    check(one(db, state, "listed") == "waiting", "a leader's post is listed while the unit replies under it: so, too")
    check(stale(db) == (1, 0) and one(db, state, "listed") == "answered", "and is answered then")
    check(one(db, "select core.rebuild_inquiries(1)") == 0 and stale(db) == (0, 0), "a rebuild finds nothing to mend, nor marks it")

    # The account of who points is held while the case is answered; who answers does not wait.
    write(db, 3, "c2", "c2", "ani", 0)
    with psycopg2.connect("") as other:
        point(other, statements, "p2", "c2")
    check(stale(db) == (1, 0), "a mark is left where nobody writes, too")
    at_once(
        lambda c: run(c, "select core.account_lock(1, '{1}')"),
        lambda c: write(c, 3, "ac2", "c2", "account 2", 60),
        lambda: check(stale(db) == (0, 1), "the mark waits for the account"),
    )
    check(one(db, state, "p2") == "waiting", "an account that is held holds up its waits alone")
    check(stale(db) == (1, 0) and one(db, state, "p2") == "answered", "until it is free")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")
    run(db, "insert into ops.stale_thread (government_id, account_id, thread_key, behind) values (1, 1, 'p2', '9223372036854775807')")
    check(stale(db) == (1, 0), "a mark of another server does not wait for ever")

    # Marks of an account that is held are more than are looked at at once; behind them is one that can be worked off.
    run(db, "insert into ops.stale_thread (government_id, account_id, thread_key, behind)"
        " select 1, account, thread || n, '0' from (values (1, 'h', 2500), (2, 'p2', 1)) as t (account, thread, times),"
        " generate_series(1, times) as n")
    with psycopg2.connect("") as other:
        run(other, "select core.account_lock(1, '{1}')")
        check(stale(db) == (1, 2500), "marks of an account that is held keep none of another back")
    check(stale(db) == (10, 2490), "nor are they lost")
    run(db, "delete from ops.stale_thread")

    # The configuration gives account 1 to somebody else while it answers: what it says then is a citizen's.
    write(db, 1, "k1", "k1", "ani", 0)
    at_once(
        lambda c: write(c, 1, "ak1", "k1", "account 1", 60),
        lambda c: configure(c, "somebody"),
    )
    check(one(db, "select state from core.inquiry where source_id = 'k1'") == "waiting",
          "a message that is written while its author leaves the configuration is judged without him")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")
    at_once(
        lambda c: configure(c, "account 1"),
        lambda c: write(c, 1, "bk1", "k1", "account 1", 90),
    )
    check(one(db, "select state from core.inquiry where source_id = 'k1'") == "answered", "who writes waits for the configuration")
    check(one(db, "select core.rebuild_inquiries(1)") == 0, "a rebuild finds nothing to mend")

    left_behind(db)

    # Two daemons ask for the same streams at the same time: each stream has one holder.
    run(db, "truncate ops.configuration")
    run(db, "insert into ops.configuration values ('one', 'd', '{\"governments\": [{\"code\": \"1\"}]}', now()),"
        " ('two', 'd', '{\"governments\": [{\"code\": \"1\"}]}', now())")
    run(db, "insert into ops.stream (government_id, account_id, stream, interval_s) values (1, 1, 'posts', 60), (1, 2, 'posts', 60)")
    at_once(
        lambda c: run(c, "select * from ops.lease_take('one', 60)"),
        lambda c: run(c, "select * from ops.lease_take('two', 60)"),
    )
    check(one(db, "select held from ops.lease_take('one', 60)") == 2
          and one(db, "select held from ops.lease_take('two', 60)") == 0, "two daemons at once: one holder")

    # What renews leases waits for nobody who changes a configuration, derives all of a government or writes targets.
    flush = ("select ops.progress_flush('{1,1,1,1}', '{1,1,2,2}', '{posts,comments,posts,comments}', '{null,old,null,new}',"
             " array_fill(now(), '{4}'), '{t,t,t,t}')")
    run(db, "insert into ops.target (government_id, account_id, stream, external_id, held, waiting)"
        " values (1, 1, 'comments', 'old', 0, false)")
    run(db, "insert into core.post (government_id, account_id, external_id, post_id, format, text, first_observed_at,"
        " changed_observed_at) values (1, 1, 'gone', gen_random_uuid(), 'photo', 'Halo', now(), now()),"
        " (1, 1, 'old', gen_random_uuid(), 'photo', 'Lama', now() - interval '1 day', now() - interval '1 day')")
    with psycopg2.connect("") as holder, psycopg2.connect("") as daemon:
        run(daemon, "set statement_timeout = '10s'")
        run(daemon, statements)
        run(holder, "select core.government_hold('{1}')")
        run(holder, "update ops.target set waiting = true")
        check(one(daemon, flush) == 2, "successes of streams are noted while a government is held, targets that are held or new are told")
        run(daemon, "savepoint noted")
        run(daemon, "select ops.lease_release('one')")
        check(one(daemon, "select count(*) from ops.stream where lease_owner = 'one'") == 0, "and streams are given back")
        run(daemon, "rollback to noted")
        check(one(daemon, GONE) is None, "a post that is gone is told to be of an account that is held")
        check(one(daemon, EXPIRE) == 0, "a text whose time has come stays while its account is held")
        check(one(db, "select text from core.post where external_id = 'gone'") == "Halo", "its text stays until it is marked")
        daemon.commit()
        check(one(db, "select count(*) from ops.stream where last_success_at is not null") == 2
              and one(db, "select count(*) from ops.target where last_success_at is not null") == 0, "each for itself")
        holder.rollback()
        run(holder, "update ops.stream set interval_s = 120 where account_id = 1")
        run(daemon, "select ops.lease_release('one')")
        daemon.commit()
        holder.commit()
        check(one(db, "select held from ops.lease_take('two', 60)") == 2, "a stream whose row is held at the end is free all the same")
    with psycopg2.connect("") as holder:
        run(holder, "select from ops.sweep for update")
        run(db, "set statement_timeout = '10s'")
        check(one(db, EXPIRE_TWO) == 0, "and while its round is asked about, which nobody waits for")
    check(one(db, EXPIRE) == 0 and one(db, EXPIRE_TWO) == 1 and one(db, EXPIRE_TWO) == 0,
          "a text whose time has come goes when its account is free, by whom it is polled")
    check(one(db, GONE) == 0 and one(db, "select text is null and removed_at is not null from core.post"
                                     " where external_id = 'gone'"), "then both are done at once")
    check(one(db, flush) == 4 and one(db, "select count(*) from ops.target where last_success_at is not null") == 2,
          "what was held is noted later")
    print(f"1..{COUNT}")


if __name__ == "__main__":
    main()
