/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The first statement of a session: does the database fit, and how is it to plan. What the other
 * statements call is listed with the types of its parameters, because a function that was given
 * others leaves the old one behind, without rights: it would be prepared well and refused at each
 * call. tests/sql/22_statement.sql compares the list with the statements.
 */

#include "store/statement_text.h"

/*
 * Each statement is planned once for all executions: with a plan per execution, planning would
 * cost more than most batches. Such a plan is made when tables may still be empty and is kept
 * while they grow, so it must be the right one for large tables: index probes, row by row of the
 * batch. JIT would start at once, because plans that are switched off count as infinitely
 * expensive.
 */
#define SESSION                                                     \
    "set_config('plan_cache_mode', 'force_generic_plan', false),\n" \
    "set_config('enable_hashjoin', 'off', false),\n"                \
    "set_config('enable_mergejoin', 'off', false),\n"               \
    "set_config('enable_material', 'off', false),\n"                \
    "set_config('enable_memoize', 'off', false),\n"                 \
    "set_config('enable_seqscan', 'off', false),\n"                 \
    "set_config('jit', 'off', false),\n"                            \
    "set_config('timezone', 'UTC', false)\n"

/* SQL is laid out as SQL. */
/* clang-format off */

const char statement_handshake[] =
    "select\n"
    "    newest.number as migration,\n"
    "    (\n"
    "        select max(broke.number)\n"
    "        from ops.ledger as broke\n"
    "        where broke.kind = 'migration' and broke.breaking\n"
    "    ) as breaking,\n"
    "    (\n"
    "        select applied.version\n"
    "        from ops.ledger as applied\n"
    "        order by applied.applied_at desc, applied.name desc\n"
    "        limit 1\n"
    "    ) as version,\n"
    "    (\n"
    "        select string_agg(needed.name, ', ' order by needed.place)\n"
    "        from (\n"
    "            values\n"
    "                (1, 'core.account_lock(int,int[])'),\n"
    "                (2, 'core.account_try(int,int)'),\n"
    "                (3, 'core.derive_complaint(int,int[],text[])'),\n"
    "                (4, 'core.derive_message(int,int[],text[])'),\n"
    "                (5, 'core.derive_referring(int,int[],text[],text)'),\n"
    "                (6, 'core.derive_stale(int)'),\n"
    "                (7, 'core.message_years()'),\n"
    "                (8, 'core.natural_id(text,int,int,text)'),\n"
    "                (9, 'core.part_from(int[])'),\n"
    "                (10, 'core.part_upto(int[])'),\n"
    "                (11, 'core.post_gone(int,int,text,timestamptz)'),\n"
    "                (12, 'core.purpose_of(text)'),\n"
    "                (13, 'core.reply_class_of(text)'),\n"
    "                (14, 'core.sample_mark(timestamptz,timestamptz)'),\n"
    "                (15, 'core.text_erase(int,int,text[])'),\n"
    "                (16, 'core.text_judge(text)'),\n"
    "                (17, 'core.thread_settle(int,int,text[])'),\n"
    "                (18, 'metrics.refresh_round(timestamptz,text)'),\n"
    "                (19, 'metrics.refresh_view(text,timestamptz)'),\n"
    "                (20, 'ops.backfill_list(text)'),\n"
    "                (21, 'ops.backfill_posts(int,int,timestamptz,timestamptz,timestamptz,timestamptz,text,int)'),\n"
    "                (22, 'ops.backfill_save(int,int,text,bigint,jsonb)'),\n"
    "                (23, 'ops.config_part(text,int,jsonb)'),\n"
    "                (24, 'ops.daemon_beat(text,int,text,timestamptz,timestamptz,text,jsonb)'),\n"
    "                (25, 'ops.daemon_end(text)'),\n"
    "                (26, 'ops.fence_check(int,int[],text[],bigint[])'),\n"
    "                (27, 'ops.hold_save(text,jsonb)'),\n"
    "                (28, 'ops.lease_other(text)'),\n"
    "                (29, 'ops.lease_release(text)'),\n"
    "                (30, 'ops.lease_take(text,int)'),\n"
    "                (31, 'ops.progress_flush(int[],int[],text[],text[],timestamptz[],bool[])'),\n"
    "                (32, 'ops.quota_save(text,text,bigint,bigint,int,timestamptz,timestamptz,timestamptz)'),\n"
    "                (33, 'ops.quota_spend(jsonb,timestamptz)'),\n"
    "                (34, 'ops.refresh_due(timestamptz)'),\n"
    "                (35, 'ops.request_done(bigint,text)'),\n"
    "                (36, 'ops.request_take(text)'),\n"
    "                (37, 'ops.sample_next(int[],int[],timestamptz)'),\n"
    "                (38, 'ops.stream_fail(int,int,text,bigint,timestamptz,text,text,text,text,int,timestamptz)'),\n"
    "                (39, 'ops.stream_list(text,int,int,text,int)'),\n"
    "                (40, 'ops.stream_save(int,int[],text[],bigint[],bytea[],timestamptz[],bool[])'),\n"
    "                (41, 'ops.sweep_next(int,int,timestamptz,bigint,int,int8,text[],text[])'),\n"
    "                (42, 'ops.sync_config(jsonb,text,text)'),\n"
    "                (43, 'ops.target_list(int[],int[])'),\n"
    "                (44, 'ops.target_review(int[],int[],bigint)'),\n"
    "                (45, 'ops.target_save(int,int[],text[],text[],timestamptz[],bigint[])'),\n"
    "                (46, 'ops.text_expire(text,text[],int[],timestamptz,int)'),\n"
    "                (47, 'ops.text_next(int,int)'),\n"
    "                (48, 'ops.text_save(int,int[],int[],text[],text[],timestamptz[],text[],int[],int[],int[],int[],int[],text[],int[],int[],bigint[])'),\n"
    "                (49, 'ops.token_save(text,text,bool,timestamptz,timestamptz,timestamptz,bool,bool,text,timestamptz,text,timestamptz)')\n"
    "        ) as needed (place, name)\n"
    "        where has_function_privilege(to_regprocedure(needed.name), 'execute') is not true\n"
    "    ) as missing,\n"
    "    current_setting('transaction_read_only')::bool as read_only,\n" SESSION
    "from ops.ledger as newest\n"
    "where newest.kind = 'migration'\n"
    "order by newest.number desc\n"
    "limit 1\n";
