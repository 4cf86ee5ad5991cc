/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The table of statements. Those that store records have their texts in statement_record.c, the
 * first one of a session in statement_handshake.c; the others are calls of functions of the schemas
 * core, ops and metrics, where the work is described.
 */

#include "store/statement.h"

#include "store/statement_text.h"

#define HEAD          TYPE_INT4, TYPE_INT4, TYPE_TIME /* government_id, account_id, observed_at */
#define STREAM        TYPE_INT4, TYPE_INT4, TYPE_TEXT /* government_id, account_id, stream */
#define STREAMS       TYPE_INT4, TYPE_INT4_ARRAY, TYPE_TEXT_ARRAY /* the same, of one government */
#define TEXTS         TYPE_TEXT_ARRAY
#define TIMES         TYPE_TIME_ARRAY
#define COUNTS        TYPE_INT8_ARRAY
#define BOOLS         TYPE_BOOL_ARRAY
#define BYTES         TYPE_BYTEA_ARRAY
#define NUMBERS       TYPE_FLOAT8_ARRAY
#define INTS          TYPE_INT4_ARRAY
#define PARAMETERS(n) .parameter_count = (n), .parameter_types

/* SQL is laid out as SQL. */
/* clang-format off */

const struct statement statements[STATEMENT_COUNT] = {
    [STATEMENT_HANDSHAKE] = {
        "handshake",
        statement_handshake,
        0,
        { 0 },
    },
    [STATEMENT_BEGIN] = { "begin", "begin isolation level read committed", 0, { 0 } },
    [STATEMENT_COMMIT] = { "commit", "commit", 0, { 0 } },
    [STATEMENT_ROLLBACK] = { "rollback", "rollback", 0, { 0 } },
    [STATEMENT_LISTEN] = { "listen", "listen pantau_request", 0, { 0 } },
    [STATEMENT_ACCOUNT_LOCK] = {
        "account_lock",
        "select core.account_lock($1, $2) from set_config('lock_timeout', $3::text, true)",
        PARAMETERS(3) = { TYPE_INT4, TYPE_INT4_ARRAY, TYPE_INT4 },
    },
    [STATEMENT_FENCE_CHECK] = {
        "fence_check",
        "select ops.fence_check($1, $2, $3, $4)",
        PARAMETERS(4) = { STREAMS, COUNTS },
    },
    [STATEMENT_ACCOUNT_SAMPLE_WRITE] = {
        "account_sample_write",
        statement_account_sample_write,
        PARAMETERS(10) = { HEAD, TEXTS, TEXTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS },
    },
    [STATEMENT_POST_WRITE] = {
        "post_write",
        statement_post_write,
        PARAMETERS(15) = { HEAD, TEXTS, TEXTS, TIMES, TIMES, TEXTS, TEXTS, TEXTS, TEXTS, COUNTS,
                           BOOLS, BOOLS, TEXTS },
    },
    [STATEMENT_POST_SAMPLE_WRITE] = {
        "post_sample_write",
        statement_post_sample_write,
        PARAMETERS(10) = { HEAD, TEXTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS },
    },
    [STATEMENT_MESSAGE_WRITE] = {
        "message_write",
        statement_message_write,
        PARAMETERS(21) = { TYPE_INT4, INTS, TIMES, TEXTS, TIMES, TEXTS, TEXTS, TEXTS, TEXTS,
                           BYTES, BOOLS, TEXTS, TEXTS, BOOLS, BYTES, TEXTS, COUNTS, BOOLS, TIMES,
                           BOOLS, TEXTS },
    },
    [STATEMENT_THREAD_SETTLE] = {
        "thread_settle",
        "select k from core.thread_settle($1, $2, $3) as k",
        PARAMETERS(3) = { TYPE_INT4, TYPE_INT4, TEXTS },
    },
    [STATEMENT_MENTION_WRITE] = {
        "mention_write",
        statement_mention_write,
        PARAMETERS(8) = { HEAD, TEXTS, TIMES, TEXTS, TEXTS, TEXTS },
    },
    [STATEMENT_REFERENCE_WRITE] = {
        "reference_write",
        statement_reference_write,
        PARAMETERS(7) = { HEAD, TEXTS, BOOLS, TEXTS, TEXTS },
    },
    [STATEMENT_MESSAGE_GONE_WRITE] = {
        "message_gone_write",
        statement_message_gone_write,
        PARAMETERS(7) = { HEAD, TEXTS, TIMES, TIMES, TEXTS },
    },
    [STATEMENT_COMPLAINT_WRITE] = {
        "complaint_write",
        statement_complaint_write,
        PARAMETERS(29) = { HEAD, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, BOOLS, TEXTS, TEXTS,
                           TEXTS, TEXTS, NUMBERS, NUMBERS, TEXTS, TEXTS, TIMES, TIMES, TIMES,
                           TIMES, TIMES, INTS, TEXTS, NUMBERS, TEXTS, TEXTS, TEXTS },
    },
    [STATEMENT_COMPLAINT_EVENT_WRITE] = {
        "complaint_event_write",
        statement_complaint_event_write,
        PARAMETERS(17) = { HEAD, TEXTS, TEXTS, TIMES, TIMES, INTS, TEXTS, TEXTS, TEXTS, TEXTS,
                           TEXTS, TEXTS, NUMBERS, INTS, BOOLS },
    },
    [STATEMENT_DERIVE_MESSAGE] = {
        "derive_message",
        "select core.derive_message($1, $2, $3)",
        PARAMETERS(3) = { TYPE_INT4, INTS, TEXTS },
    },
    [STATEMENT_DERIVE_COMPLAINT] = {
        "derive_complaint",
        "select core.derive_complaint($1, $2, $3)",
        PARAMETERS(3) = { TYPE_INT4, INTS, TEXTS },
    },
    [STATEMENT_DERIVE_POST] = {
        "derive_post",
        "select core.derive_referring($1, $2, $3, 'post')",
        PARAMETERS(3) = { TYPE_INT4, INTS, TEXTS },
    },
    [STATEMENT_STREAM_SAVE] = {
        "stream_save",
        "select ops.stream_save($1, $2, $3, $4, $5, $6, $7)",
        PARAMETERS(7) = { STREAMS, COUNTS, BYTES, TIMES, BOOLS },
    },
    [STATEMENT_STREAM_FAIL] = {
        "stream_fail",
        "select ops.stream_fail($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        PARAMETERS(11) = { STREAM, TYPE_INT8, TYPE_TIME, TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, TYPE_TEXT,
                           TYPE_INT4, TYPE_TIME },
    },
    [STATEMENT_TARGET_SAVE] = {
        "target_save",
        "select ops.target_save($1, $2, $3, $4, $5, $6)",
        PARAMETERS(6) = { STREAMS, TEXTS, TIMES, COUNTS },
    },
    [STATEMENT_POST_GONE] = {
        "post_gone",
        "select\n"
        "  gone.changed,\n"
        "  case when $5 and gone.changed is not null\n"
        "    then (select count(*) from core.text_erase($1, $2, array[$3])) end\n"
        "from core.post_gone($1, $2, $3, $4) as gone (changed)",
        PARAMETERS(5) = { TYPE_INT4, TYPE_INT4, TYPE_TEXT, TYPE_TIME, TYPE_BOOL },
    },
    [STATEMENT_TEXT_ERASE] = {
        "text_erase",
        "select k from core.text_erase($1, $2, $3) as k",
        PARAMETERS(3) = { TYPE_INT4, TYPE_INT4, TEXTS },
    },
    [STATEMENT_SWEEP_NEXT] = {
        "sweep_next",
        "select n.external_id, n.is_post, n.post_external_id, n.unconfirmed, n.since, n.batch\n"
        "from ops.sweep_next($1, $2, $3, $4, $5, $6, $7, $8) as n\n",
        PARAMETERS(8) = { TYPE_INT4, TYPE_INT4, TYPE_TIME, TYPE_INT8, TYPE_INT4, TYPE_INT8, TEXTS,
                          TEXTS },
    },
    [STATEMENT_TEXT_EXPIRE] = {
        "text_expire",
        "select e.channel, e.external_id, e.active, e.texts, e.confirmed_at, e.passed\n"
        "from ops.text_expire($1, $2, $3, $4, $5) as e\n",
        PARAMETERS(5) = { TYPE_TEXT, TEXTS, INTS, TYPE_TIME, TYPE_INT4 },
    },
    [STATEMENT_SAMPLE_NEXT] = {
        "sample_next",
        "select n.government_id, n.account_id, n.external_id, n.published_at\n"
        "from ops.sample_next($1, $2, $3) as n\n",
        PARAMETERS(3) = { INTS, INTS, TYPE_TIME },
    },
    [STATEMENT_PROGRESS_FLUSH] = {
        "progress_flush",
        "select ops.progress_flush($1, $2, $3, $4, $5, $6)",
        PARAMETERS(6) = { INTS, INTS, TEXTS, TEXTS, TIMES, BOOLS },
    },
    [STATEMENT_RUN_INSERT] = {
        "run_insert",
        "insert into ops.run\n"
        "  (government_id, account_id, stream, target, started_at, finished_at, pages, items,\n"
        "   changed, rejected, verdict, cause, http_status, bytes, error, hint)\n"
        "select $1, u.account_id, u.stream, u.target, u.started_at, u.finished_at, u.pages,\n"
        "  u.items, u.changed, u.rejected, u.verdict, u.cause, u.http_status, u.bytes,\n"
        "  left(u.error, 500), left(u.hint, 500)\n"
        "from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)\n"
        "  as u (account_id, stream, target, started_at, finished_at, pages, items, changed,\n"
        "    rejected, verdict, cause, http_status, bytes, error, hint)\n",
        PARAMETERS(16) = { STREAMS, TEXTS, TIMES, TIMES, INTS, INTS, INTS, INTS,
                           TEXTS, TEXTS, INTS, COUNTS, TEXTS, TEXTS },
    },
    [STATEMENT_MESSAGE_MISSING] = {
        "message_missing",
        "select held.external_id, held.sent_at, held.changed_observed_at, held.missing, held.twin\n"
        "from (\n"
        "  select m.external_id, m.sent_at, m.changed_observed_at,\n"
        "    m.first_observed_at < $5 and m.sent_at >= coalesce($6, '-infinity')\n"
        "      and m.external_id not in\n"
        "        (select seen from unnest($4) as seen where seen is not null) as missing,\n"
        "    m.author_key is not null and m.text <> ''\n"
        "      and count(*) over (partition by m.author_key, m.sent_at, m.parent_external_id,\n"
        "        m.text) > 1 as twin\n"
        "  from core.message as m\n"
        "  where m.government_id = $1 and m.account_id = $2 and m.post_external_id = $3\n"
        "    and m.gone_by is null) as held\n"
        "where held.missing or held.twin\n"
        "order by held.sent_at, held.external_id\n",
        PARAMETERS(6) = { TYPE_INT4, TYPE_INT4, TYPE_TEXT, TEXTS, TYPE_TIME, TYPE_TIME },
    },
    [STATEMENT_CONFIG_PART] = {
        "config_part",
        "select ops.config_part($1, $2, $3::jsonb)\n"
        "from set_config('client_connection_check_interval', '1s', false)",
        PARAMETERS(3) = { TYPE_TEXT, TYPE_INT4, TYPE_TEXT },
    },
    [STATEMENT_CONFIG_SYNC] = {
        "config_sync",
        "select ops.sync_config($1::jsonb, $2, $3) from set_config('lock_timeout', $4::text, true)",
        PARAMETERS(4) = { TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, TYPE_INT4 },
        .is_long = true,
    },
    [STATEMENT_BACKFILL_LIST] = {
        "backfill_list",
        "select b.government_id, b.account_id, b.stream, b.from_at, b.to_at, b.requested_at,\n"
        "  b.cursor, b.request_count\n"
        "from ops.backfill_list($1) as b\n",
        PARAMETERS(1) = { TYPE_TEXT },
    },
    [STATEMENT_BACKFILL_SAVE] = {
        "backfill_save",
        "select ops.backfill_save($1, $2, $3, $4, $5::jsonb)",
        PARAMETERS(5) = { TYPE_INT4, TYPE_INT4, TYPE_TEXT, TYPE_INT8, TYPE_TEXT },
    },
    [STATEMENT_BACKFILL_POSTS] = {
        "backfill_posts",
        "select p.external_id, p.published_at, p.announced, p.last_success_at, p.posts_left,\n"
        "  p.posts_total\n"
        "from ops.backfill_posts($1, $2, $3, $4, $5, $6, $7, $8) as p\n",
        PARAMETERS(8) = { TYPE_INT4, TYPE_INT4, TYPE_TIME, TYPE_TIME, TYPE_TIME, TYPE_TIME,
                          TYPE_TEXT, TYPE_INT4 },
    },
    [STATEMENT_LEASE_TAKE] = {
        "lease_take",
        "select l.taken, l.held from ops.lease_take($1, $2) as l",
        PARAMETERS(2) = { TYPE_TEXT, TYPE_INT4 },
        .is_long = true,
    },
    [STATEMENT_LEASE_OTHER] = {
        "lease_other",
        "select o.instance from ops.lease_other($1) as o (instance) where o.instance is not null",
        PARAMETERS(1) = { TYPE_TEXT },
    },
    [STATEMENT_STREAM_LIST] = {
        "stream_list",
        "select s.government_id, s.account_id, s.channel, s.external_id, s.stream, s.fence,\n"
        "  s.cursor, s.last_complete_at, s.failing, s.government\n"
        "from ops.stream_list($1, $2, $3, $4, $5) as s\n",
        PARAMETERS(5) = { TYPE_TEXT, TYPE_INT4, TYPE_INT4, TYPE_TEXT, TYPE_INT4 },
    },
    [STATEMENT_LEASE_RELEASE] = {
        "lease_release",
        "select ops.lease_release($1)",
        PARAMETERS(1) = { TYPE_TEXT },
        .is_long = true,
    },
    [STATEMENT_TARGET_LIST] = {
        "target_list",
        "select t.government_id, t.account_id, t.stream, t.external_id, t.published_at,\n"
        "  t.announced, t.held, t.last_success_at, t.waiting\n"
        "from ops.target_list($1, $2) as t\n",
        PARAMETERS(2) = { TYPE_INT4_ARRAY, TYPE_INT4_ARRAY },
    },
    [STATEMENT_TARGET_REVIEW] = {
        "target_review",
        "select t.government_id, t.account_id, t.stream, t.external_id, t.published_at,\n"
        "  t.announced, t.held, t.last_success_at, t.waiting, t.swept\n"
        "from ops.target_review($1, $2, $3) as t\n",
        PARAMETERS(3) = { TYPE_INT4_ARRAY, TYPE_INT4_ARRAY, TYPE_INT8 },
    },
    [STATEMENT_REQUEST_TAKE] = {
        "request_take",
        "select r.request_id, r.kind, r.government_id, r.account_id, r.stream, r.argument\n"
        "from ops.request_take($1) as r\n",
        PARAMETERS(1) = { TYPE_TEXT },
    },
    [STATEMENT_REQUEST_DONE] = {
        "request_done",
        "select ops.request_done($1, $2)",
        PARAMETERS(2) = { TYPE_INT8, TYPE_TEXT },
    },
    [STATEMENT_DAEMON_BEAT] = {
        "daemon_beat",
        "select ops.daemon_beat($1, $2, $3, $4, $5, $6, $7::jsonb)",
        PARAMETERS(7) = { TYPE_TEXT, TYPE_INT4, TYPE_TEXT, TYPE_TIME, TYPE_TIME, TYPE_TEXT,
                          TYPE_TEXT },
    },
    [STATEMENT_HOLD_SAVE] = {
        "hold_save",
        "select ops.hold_save($1, $2::jsonb)",
        PARAMETERS(2) = { TYPE_TEXT, TYPE_TEXT },
    },
    [STATEMENT_DAEMON_END] = {
        "daemon_end",
        "select ops.daemon_end($1)",
        PARAMETERS(1) = { TYPE_TEXT },
    },
    [STATEMENT_TOKEN_SAVE] = {
        "token_save",
        "select ops.token_save($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        PARAMETERS(12) = { TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, TYPE_TIME, TYPE_TIME, TYPE_TIME,
                           TYPE_BOOL, TYPE_BOOL, TYPE_TEXT, TYPE_TIME, TYPE_TEXT, TYPE_TIME },
    },
    [STATEMENT_QUOTA_SAVE] = {
        "quota_save",
        "select ops.quota_save($1, $2, $3, $4, $5, $6, $7, $8)",
        PARAMETERS(8) = { TYPE_TEXT, TYPE_TEXT, TYPE_INT8, TYPE_INT8, TYPE_INT4, TYPE_TIME,
                          TYPE_TIME, TYPE_TIME },
    },
    [STATEMENT_QUOTA_LIST] = {
        "quota_list",
        "select q.credential, q.name, q.used, q.limit_units, q.window_s, q.resets_at,\n"
        "  q.not_before, q.noted_at\n"
        "from ops.quota as q\n"
        "order by q.credential, q.name\n",
        0,
        { 0 },
    },
    [STATEMENT_QUOTA_SPEND] = {
        "quota_spend",
        "select s.credential, s.from_at, s.until_at, s.slot_at, s.units\n"
        "from ops.quota_spend($1::jsonb, $2) as s\n",
        PARAMETERS(2) = { TYPE_TEXT, TYPE_TIME },
    },
    [STATEMENT_TEXT_NEXT] = {
        "text_next",
        "select t.government_id, t.account_id, t.kind, t.external_id, t.sent_at, t.text_key, t.text\n"
        "from ops.text_next($1, $2) as t\n",
        PARAMETERS(2) = { TYPE_INT4, TYPE_INT4 },
    },
    [STATEMENT_TEXT_SAVE] = {
        "text_save",
        "select ops.text_save($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,\n"
        "  $15, $16)",
        PARAMETERS(16) = { TYPE_INT4, INTS, INTS, TEXTS, TEXTS, TIMES, TEXTS, INTS, INTS, INTS,
                           INTS, INTS, TEXTS, INTS, INTS, COUNTS },
    },
    [STATEMENT_DERIVE_STALE] = {
        "derive_stale",
        "select s.derived, s.remaining, s.failure from core.derive_stale($1) as s",
        PARAMETERS(1) = { TYPE_INT4 },
    },
    [STATEMENT_REFRESH_ROUND] = {
        "refresh_round",
        "select r.view, r.rows_changed, r.ms, r.error from metrics.refresh_round($1, $2) as r",
        PARAMETERS(2) = { TYPE_TIME, TYPE_TEXT },
    },
    [STATEMENT_REFRESH_DUE] = {
        "refresh_due",
        "select d.view from ops.refresh_due($1) as d",
        PARAMETERS(1) = { TYPE_TIME },
    },
    [STATEMENT_REFRESH_LIMIT] = {
        "refresh_limit",
        "select set_config(\n"
        "  'statement_timeout',\n"
        "  ceil(\n"
        "    1000 * extract(epoch from least(\n"
        "      p.timeout, nullif(current_setting('statement_timeout')::interval, '0')))\n"
        "  )::text,\n"
        "  true)\n"
        "from ops.refresh_policy as p where p.view = $1\n",
        PARAMETERS(1) = { TYPE_TEXT },
    },
    [STATEMENT_REFRESH_VIEW] = {
        "refresh_view",
        "select metrics.refresh_view($1, $2)",
        PARAMETERS(2) = { TYPE_TEXT, TYPE_TIME },
    },
    [STATEMENT_REFRESH_OUTCOME] = {
        "refresh_outcome",
        "select s.error from ops.refresh_state as s where s.view = $1",
        PARAMETERS(1) = { TYPE_TEXT },
    },
};
