#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Two writers at once: on one thread, on the last two threads that teach an automatic text, on one message
that arrives where it stands and where it is named, on one stream.

The first transaction is held open while the second starts; what the second finds when it may go on
decides. Each test is shown to bite: without the account's lock the same steps leave a wrong row.
"""

import hashlib
import os
import threading
import time

import psycopg2

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
        run(connection, "select pg_advisory_xact_lock(1, %s)", account)
    say(connection, account, message, thread, who, second, kind)
    run(connection, "select core.derive_message(1, %s, %s)", account, [thread])


def name(connection, statements, message, lock):
    """The daemon's own statement stores the mention; without the lock, that lock alone is taken out of it."""
    run(connection, statements if lock else statements.replace("pg_advisory_xact_lock($1, ", "abs("))
    run(connection, "select pg_advisory_xact_lock(1, 1)")
    say(connection, 1, message, message, "ani", 0)
    run(connection, "execute mention_write(1, 1, now(), %s, array['2025-05-05 08:00+07'::timestamptz], %s,"
        " array[null::text], array[null::text])", [message], ["2"])
    run(connection, "select core.derive_message(1, 1, %s)", [message])


def point(connection, statements, message, case, lock):
    """A message at account 1 names account 2 and points to a case; without the lock, the reference's own is taken out."""
    run(connection, statements if lock else statements.replace("pg_advisory_xact_lock($1, 0)", "abs(0)"))
    run(connection, "select pg_advisory_xact_lock(1, 1)")
    say(connection, 1, message, message, "ani", 30)
    run(connection, "execute mention_write(1, 1, now(), %s, array['2025-05-05 08:00+07'::timestamptz], %s,"
        " array[null::text], array[null::text])", [message], ["2"])
    run(connection, "execute reference_write(1, 1, now(), %s, '{f}', '{facebook}', %s)", [message], [case])
    run(connection, "select core.derive_message(1, 1, %s)", [message])


def publish(connection, statements, post):
    """As the daemon does: what the statement returns is derived."""
    run(connection, statements)
    run(connection, "select pg_advisory_xact_lock(1, 3)")
    named = one(connection, "execute post_write(1, 3, now(), %s, '{null}', '{2025-05-05}', '{null}', '{text}', '{x}', '{null}',"
        " '{null}', '{null}', '{f}', '{null}')", [post])
    run(connection, "execute derive_post(1, '{3}', %s)", [named])


def at_once(first, second):
    """first writes and waits with its commit until second is through with its work or stuck behind it."""
    held, other, watch = (psycopg2.connect("") for _ in range(3))
    watch.autocommit = True
    first(held)
    through = threading.Event()
    thread = threading.Thread(target=lambda: (second(other), through.set(), other.commit()))
    thread.start()
    stuck = "select count(*) from pg_locks where pid = %s and not granted"
    while thread.is_alive() and not through.is_set() and not one(watch, stuck, other.info.backend_pid):
        time.sleep(0.01)
    held.commit()
    thread.join()
    watch.close()
    held.close()
    other.close()


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

    # A message arrives at account 2, and at account 1 whose list names account 2.
    with open(os.environ["PANTAU_STATEMENTS"], encoding="utf-8") as file:
        statements = file.read()
    for lock in (False, True):
        message = f"n{lock}"
        at_once(
            lambda c: write(c, 2, message, message, "ani", 0, kind="mention"),
            lambda c: name(c, statements, message, lock),
        )
        check(one(db, "select count(*) from core.inquiry where source_id = %s and unit_id = 2", message) == (1 if lock else 2),
              "a message that is named elsewhere, with the lock: one inquiry" if lock
              else "without the lock each side opens one: the test bites")
        check(one(db, "select core.rebuild_inquiries(1)") == (0 if lock else 1),
              "a rebuild finds nothing to mend" if lock else "a rebuild mends it")

    # A message that points to a case at a third account, where the unit replies at the same moment.
    run(db, "insert into core.account (government_id, account_id, channel, external_id, access, author_key)"
        " values (1, 3, 'facebook', '3', 'owned', %s)", key("account 3"))
    for lock in (False, True):
        message, case = f"p{lock}", f"c{lock}"
        write(db, 3, case, case, "ani", 0)
        at_once(
            lambda c: write(c, 3, "a" + case, case, "account 2", 60),
            lambda c: point(c, statements, message, case, lock),
        )
        state = one(db, "select state from core.inquiry where source_id = %s and unit_id = 2", message)
        check(state == ("answered" if lock else "waiting"),
              "a case that is answered while somebody points to it, with the lock: answered" if lock
              else "without the lock neither sees the other: the test bites")
        check(one(db, "select core.rebuild_inquiries(1)") == (0 if lock else 1),
              "a rebuild finds nothing to mend" if lock else "a rebuild mends it")

    # A message that points to a post at the third account, which arrives at the same moment; its answer is there.
    for lock in (False, True):
        message, post = f"r{lock}", f"w{lock}"
        write(db, 3, "a" + post, "a" + post, "account 2", 60)
        run(db, "update core.message set post_external_id = %s where external_id = %s", post, "a" + post)
        at_once(
            lambda c: point(c, statements, message, post, lock),
            lambda c: publish(c, statements, post),
        )
        state = one(db, "select state from core.inquiry where source_id = %s and unit_id = 2", message)
        check(state == ("answered" if lock else "waiting"),
              "a post that arrives while somebody points to it, with the lock: answered" if lock
              else "without the lock neither sees the other: the test bites")
        check(one(db, "select core.rebuild_inquiries(1)") == (0 if lock else 1),
              "a rebuild finds nothing to mend" if lock else "a rebuild mends it")

    # Two daemons ask for the same streams at the same time: each stream has one holder.
    run(db, "insert into ops.configuration values ('one', 'd', '{\"governments\": [{\"code\": \"1\"}]}', now()),"
        " ('two', 'd', '{\"governments\": [{\"code\": \"1\"}]}', now())")
    run(db, "insert into ops.stream (government_id, account_id, stream, interval_s) values (1, 1, 'posts', 60), (1, 2, 'posts', 60)")
    at_once(
        lambda c: run(c, "select * from ops.lease_take('one', 60)"),
        lambda c: run(c, "select * from ops.lease_take('two', 60)"),
    )
    check(one(db, "select held from ops.lease_take('one', 60)") == 2
          and one(db, "select held from ops.lease_take('two', 60)") == 0, "two daemons at once: one holder")
    print(f"1..{COUNT}")


if __name__ == "__main__":
    main()
