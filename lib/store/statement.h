/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every SQL statement the daemon sends: name, text, parameter types; no other SQL stands in C.
 * The shell prepares all of them when it connects (tests/sql/test_statement.c does it on a real
 * server). Parameters and result columns of each are listed beside its id, in order.
 */

#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/type.h"

#define STATEMENT_PARAMETERS_MAX 32

/*
 * Those of records take government_id int4, account_id int4, observed_at time, then one array per
 * column in the order of the contract (statement_record.c) and return what must be derived, one row
 * per row inserted or changed; nothing for what was known already.
 */
enum statement_id {
    /* () → migration, newest breaking one int4, version, functions missing or not allowed text
       (null: none), read only bool. Sets up the session too: send it first. */
    STATEMENT_HANDSHAKE,
    STATEMENT_TEXT_NEXT, /* (version, items int4) → the columns of ops.text_next() */
    STATEMENT_TEXT_SAVE, /* (version int4, arrays …) → kept int4; daemon/app_texts.c */
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_LISTEN,       /* channel pantau_request */
    STATEMENT_ACCOUNT_LOCK, /* (government, accounts int4[], longest wait in ms or 0) */
    /* (government, account int4[], stream text[], fence int8[]): PT001 when one was taken over */
    STATEMENT_FENCE_CHECK,

    STATEMENT_ACCOUNT_SAMPLE_WRITE,
    STATEMENT_POST_WRITE, /* → external_id (null: of no new name), a name it had before */
    STATEMENT_POST_SAMPLE_WRITE,
    STATEMENT_MESSAGE_WRITE, /* account_id and observed_at arrays, too → thread_key (of moved ones
       the old one, too; null where only likes changed), account_id int4 */
    STATEMENT_THREAD_SETTLE, /* (government, account, guessed text[]) → thread_key, both */
    STATEMENT_MENTION_WRITE, /* → thread_key, a post's id */
    STATEMENT_REFERENCE_WRITE,       /* → thread_key, a post's id */
    STATEMENT_MESSAGE_GONE_WRITE,    /* → thread_key */
    STATEMENT_COMPLAINT_WRITE,       /* → external_id */
    STATEMENT_COMPLAINT_EVENT_WRITE, /* → complaint_external_id */

    /* (government, account int4[], keys text[]), side by side → inquiries changed int4 */
    STATEMENT_DERIVE_MESSAGE,
    STATEMENT_DERIVE_COMPLAINT,
    STATEMENT_DERIVE_POST,
    /* (government, account int4[], stream text[], fence int8[], cursor bytea[], at time[], complete
       bool[]); PT001 as above */
    STATEMENT_STREAM_SAVE,
    /* (government, account, stream, fence, at, verdict, cause, error, hint text, http_status int4,
       not_before time) */
    STATEMENT_STREAM_FAIL,
    /* (government, account int4[], stream, external_id text[], at time[], announced int8[]) */
    STATEMENT_TARGET_SAVE,
    STATEMENT_POST_GONE,  /* (government, account, external_id, at, erase bool) → null: is held */
    STATEMENT_TEXT_ERASE, /* (government, account, external_id text[]) → those that had one */
    /* (government, account, at, confirm_s, items, settled batch, but for posts, messages text[]) →
       external_id, is_post, post id; no id: how many are unconfirmed, since when; batch of ids */
    STATEMENT_SWEEP_NEXT,
    /* (instance, channels, limits, at, items) → channel, account, active, texts, since, passed */
    STATEMENT_TEXT_EXPIRE,
    /* (instance) → government, account, stream, from, to, requested_at, cursor, requests */
    STATEMENT_BACKFILL_LIST,
    STATEMENT_BACKFILL_SAVE, /* (government, account, stream, fence, JSON as text) */
    /* (government, account, from, to, requested_at, before_at, before_id, posts int4) → its id,
       published_at, announced, last_success_at, how many are left, of how many */
    STATEMENT_BACKFILL_POSTS,
    STATEMENT_SAMPLE_NEXT, /* (government, account int4[], at) → government, account, post, time */
    /* (government, account int4[], stream, target text[], success_at time[], complete bool[]) */
    STATEMENT_PROGRESS_FLUSH,
    /* (government, account int4[], stream, target text[], started_at, finished_at time[], pages,
       items, changed, rejected int4[], verdict, cause text[], http_status int4[], bytes int8[],
       error, hint text[]) */
    STATEMENT_RUN_INSERT,
    /* (government, account, post_external_id text, seen text[], before, sent_from time) → id, sent,
       seen at least, missing, twin bool: another id has the same author, time and text */
    STATEMENT_MESSAGE_MISSING,

    /* (instance text, part int4, accounts text); from now on the session ends with its client */
    STATEMENT_CONFIG_PART,
    /* (document text of JSON, digest text, instance text, longest wait in ms) → changed int4 */
    STATEMENT_CONFIG_SYNC,
    /* (instance text, lease_s int4) takes and renews → taken, held int8: as before, no change */
    STATEMENT_LEASE_TAKE,
    STATEMENT_LEASE_OTHER, /* (instance text) → instance text: who holds most of its streams */
    /*
     * (instance text, after government, account int4, stream text, page size int4) → government_id,
     * account_id int4, channel, external_id, stream text, fence int8, cursor bytea,
     * last_complete_at time, failing bool, government text; in the order of the key
     */
    STATEMENT_STREAM_LIST,
    STATEMENT_LEASE_RELEASE, /* (instance text): gives all its leases back, at the end */
    /*
     * (government int4[], account int4[]) → government_id, account_id int4, stream, external_id
     * text, published_at time, announced, held int8, last_success_at time, waiting bool
     */
    STATEMENT_TARGET_LIST,
    /* (government int4[], account int4[], sweep_s int8) → the same, and: swept bool */
    STATEMENT_TARGET_REVIEW,

    /* (instance text) → request_id int8, kind text, government_id, account_id int4, stream text,
       argument text of JSON */
    STATEMENT_REQUEST_TAKE,
    STATEMENT_REQUEST_DONE, /* (request_id int8, result text) */
    /* (instance text, pid int4, version text, started_at, seen_at time, config_digest text, status
       text of JSON) */
    STATEMENT_DAEMON_BEAT,
    /* (credential, channel text, is_valid bool, expires, refresh_expires, data_access_expires time,
       never_expires, renews bool, scopes text, renewed time, error text, noted time) */
    STATEMENT_TOKEN_SAVE,
    STATEMENT_HOLD_SAVE,  /* (instance, holds text of JSON): in the place of those before */
    STATEMENT_DAEMON_END, /* (instance text): it ended with work left; its leases end */
    /* (credential, name text, used, limit int8, window_s int4, resets_at, not_before, noted_at
       time) */
    STATEMENT_QUOTA_SAVE,
    STATEMENT_QUOTA_LIST, /* () → the columns of quota_save */
    /* (budgets text of JSON, at time) → credential text, from_at, until_at, slot_at time, units
       int8 */
    STATEMENT_QUOTA_SPEND,

    STATEMENT_DERIVE_STALE, /* (about int4) → derived, remaining int4, failure text */
    /* (as_of time, kind text) → view text, rows_changed int8, ms float8, error text */
    STATEMENT_REFRESH_ROUND,
    STATEMENT_REFRESH_DUE,     /* (as_of time) → view text */
    STATEMENT_REFRESH_LIMIT,   /* (view text): what follows in its group has the view's time */
    STATEMENT_REFRESH_VIEW,    /* (view text, as_of time) */
    STATEMENT_REFRESH_OUTCOME, /* (view text) → error text: why its last refresh failed, or null */
};
#define STATEMENT_COUNT (STATEMENT_REFRESH_OUTCOME + 1)

struct statement {
    const char *name; /* also of the prepared statement */
    const char *sql;
    unsigned parameter_count;
    uint32_t parameter_types[STATEMENT_PARAMETERS_MAX];
    bool is_long; /* it takes a whole configuration: its time limit is ten times that of others */
};

/* Index = enum statement_id. */
extern const struct statement statements[STATEMENT_COUNT];

#endif
