#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""A province of 20,000 accounts, derived anew in one transaction, and by a configuration that touches them all.

A server as it comes has room for some ten thousand locks. A reader meanwhile must see all of it as it was, or all as
it is.
"""

import json
import threading
import time

import psycopg2

ACCOUNTS = 20000
HUNG_S = 1800  # nothing is measured here: it takes 10 s, and should it hang, the server ends it
COUNT = 0


def check(good, text):
    global COUNT
    COUNT += 1
    print(f"{'' if good else 'not '}ok {COUNT} - {text}", flush=True)


WORLD = f"""
insert into core.account (government_id, account_id, channel, external_id, access, author_key)
select 1, n, 'facebook', n::text, 'owned', decode(md5('account ' || n), 'hex') from generate_series(1, {ACCOUNTS}) as n;
insert into core.account_owner select 1, n, '-infinity', null, 1 from generate_series(1, {ACCOUNTS}) as n;
insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text,
    needs_answer, first_observed_at, changed_observed_at)
select 1, n, 'm' || n, '2025-05-05 08:00+07', 'm' || n, 'comment', decode(md5('ani'), 'hex'), 'Kapan?', true, now(), now()
from generate_series(1, {ACCOUNTS}) as n;
analyze;
"""


def document(zone):
    return json.dumps({
        "governments": [{"code": "1", "name": "x", "kind": "province", "timezone": zone}],
        "units": [{"government": "1", "code": "1", "name": "x", "kind": "dinas"}],
        "accounts": [{"government": "1", "channel": "facebook", "external_id": str(n), "access": "owned", "unit": "1",
                      "streams": {}} for n in range(1, ACCOUNTS + 1)],
        "feeds": [],
    })


class Reader:
    """What is seen by others while something goes on."""

    def __init__(self, sql):
        self.sql, self.seen, self.over = sql, [], threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        with psycopg2.connect("") as connection, connection.cursor() as cursor:
            while not self.over.is_set():
                cursor.execute(self.sql)
                self.seen.append(cursor.fetchone())
                connection.commit()
                self.over.wait(0.1)

    def only(self, *states):
        """Was there, and while it went on saw no other."""
        return len(self.seen) > 1 and set(self.seen) <= set(states) and self.seen[0] == states[0]

    def __enter__(self):
        self.thread.start()
        while not self.seen:
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def ask(cursor, sql, *args):
    cursor.execute(sql, args)
    return cursor.fetchone()[0]


def main():
    connection = psycopg2.connect("")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"set statement_timeout = '{HUNG_S}s'")
    cursor.execute("insert into core.government (government_id, code, name, kind, timezone, calendar)"
                   " values (1, '1', 'x', 'province', 'Asia/Jakarta', 'id-asn')")
    cursor.execute("insert into core.unit (government_id, unit_id, code, name, kind) values (1, 1, '1', 'x', 'dinas')")
    cursor.execute(WORLD)
    with Reader("select count(*) from core.inquiry") as reader:
        written = ask(cursor, "select core.rebuild_inquiries()")
        cursor.execute("select count(*) from core.inquiry")
        (whole,) = cursor.fetchone()
    check(whole >= ACCOUNTS and written == whole, f"a rebuild of {ACCOUNTS} accounts in one transaction: {whole} inquiries")
    check(reader.only((0,), (whole,)), "readers see none of it, then all of it")
    with Reader("select count(*) filter (where i.opened_on = '2025-05-05' and extract(hour from i.opened_at at time zone"
                " g.timezone) = 8), count(*) from core.inquiry as i join core.government as g using (government_id)") as reader:
        changed = ask(cursor, "select ops.sync_config(%s, 'd', 'one')", document("Asia/Makassar"))
    check(changed > 0, "a zone that is corrected derives all of them again")
    check(reader.only((whole, whole), (0, whole)), "and readers see one configuration or the other")
    check(ask(cursor, "select core.rebuild_inquiries()") == 0, "a rebuild finds nothing to mend")
    cursor.execute("begin")
    cursor.execute("select core.government_hold('{1}')")
    good = ask(cursor, "select bool_and(core.account_try(1, n)) from generate_series(1, %s) as n", ACCOUNTS)
    locks = ask(cursor, "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
    check(good and locks == 1, "who holds a government needs no lock of its accounts")
    ask(cursor, "select core.account_try(2, 1)")
    locks = ask(cursor, "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
    check(locks == 2, "but of other governments'")
    cursor.execute("commit")
    cursor.execute("begin")
    ask(cursor, "select core.account_try(1, 1)")
    locks = ask(cursor, "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
    check(locks == 1, "nor longer than its transaction lasts")
    cursor.execute("commit")
    print(f"1..{COUNT}")


if __name__ == "__main__":
    main()
