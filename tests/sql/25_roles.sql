-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What each role can do and see: a whole turn of the daemon as pantau_writer, and the refusals.

\ir helper/statements.psql
\if :missing
\quit
\endif
begin;
select plan(73);
grant usage on schema tap to pantau_writer, pantau_reader, pantau_analyst, pantau_operator;
grant all on all tables in schema pg_temp to public;

-- The daemon, from configuration to figures.
set local role pantau_writer;
\i :statements
execute handshake \g /dev/null
select lives_ok($$execute config_sync('{"governments": [{"code": "1", "name": "x", "kind": "city", "timezone":
    "Asia/Jakarta", "calendar": "id-asn"}], "units": [{"code": "u", "government": "1", "name": "x", "kind": "dinas",
    "parent": null, "calendar": null}], "accounts": [{"government": "1", "channel": "facebook", "external_id": "100",
    "handle": "h", "former_handles": [], "access": "owned", "unit": "u", "leader_position": null, "answered_by": null,
    "valid_from": null, "author_key": "00112233445566778899aabbccddeeff", "streams": {"comments": 60}}], "feeds": [{"government": "1", "name":
    "lapor", "kind": "lapor", "author_key": null, "units": {"x": "u"}}]}', 'd', 'one', 1000)$$, 'config_sync');
select lives_ok($$execute config_part('one', 1, '[]')$$, 'config_part');
select lives_ok($$execute lease_take('one', 60)$$, 'lease_take');
select lives_ok($$execute lease_other('one')$$, 'lease_other');
select lives_ok($$execute stream_list('one', 0, 0, '', 10)$$, 'stream_list');
select lives_ok($$execute account_lock(1, '{1,2}', 0)$$, 'account_lock');
select lives_ok($$execute fence_check(1, '{1}', '{comments}', '{1}')$$, 'fence_check');
select lives_ok($$execute account_sample_write(1, 1, '2025-06-01', '{Dinas}', '{h}', '{5}', '{null}', '{null}', '{null}', '{4}')$$,
    'account_sample_write');
select lives_ok($$execute post_write(1, 1, '2025-06-01', '{p}', '{null}', '{2025-05-20}', '{null}', '{photo}', '{x}',
    '{null}', '{null}', '{3}', '{f}', '{null}', '{null}')$$, 'post_write');
select lives_ok($$execute post_sample_write(1, 1, '2025-06-01', '{p}', '{5}', '{1}', '{null}', '{null}', '{null}', '{null}')$$,
    'post_sample_write');
select lives_ok($$execute message_write(1, '{1}', '{2025-06-01}', '{m}', '{2025-05-20 08:00+07}', '{p}', '{m}', '{null}',
    '{comment}', '{null}', '{f}', '{null}', '{Kapan?}', '{f}', '{null}', '{null}', '{1}', '{f}', '{null}', '{t}', '{n}')$$, 'message_write');
select lives_ok($$execute mention_write(1, 1, '2025-06-01', '{m}', '{2025-05-20 08:00+07}', '{999}', '{null}', '{null}')$$, 'mention_write');
select lives_ok($$execute reference_write(1, 1, '2025-06-01', '{m}', '{f}', '{x}', '{17}')$$, 'reference_write');
select lives_ok($$execute derive_message(1, '{1}', '{m}')$$, 'derive_message');
select lives_ok($$execute message_missing(1, 1, 'p', '{x}', '2025-06-02', null)$$, 'message_missing');
select lives_ok($$execute message_gone_write(1, 1, '2025-06-03', '{m}', '{2025-06-01}', '{2025-06-02}', '{unknown}')$$,
    'message_gone_write');
select lives_ok($$execute complaint_write(1, 2, '2025-06-01', '{5}', '{null}', '{null}', '{null}', '{null}', '{x}', '{f}',
    '{null}', '{x}', '{null}', '{null}', '{null}', '{null}', '{disposed}', '{x}', '{null}', '{null}', '{null}', '{null}',
    '{null}', '{null}', '{null}', '{null}', '{x}', '{x}', '{id}')$$, 'complaint_write');
select lives_ok($$execute complaint_event_write(1, 2, '2025-06-01', '{5}', '{e}', '{2025-05-20}', '{2025-05-20}', '{60}',
    '{disposed}', '{x}', '{null}', '{null}', '{null}', '{null}', '{1}', '{1}', '{t}')$$, 'complaint_event_write');
select lives_ok($$execute derive_complaint(1, '{2}', '{5}')$$, 'derive_complaint');
select lives_ok($$execute derive_post(1, '{1}', '{p}')$$, 'derive_post');
select lives_ok($$execute stream_save(1, '{1}', '{comments}', '{1}', '{null}', '{2025-06-01}', '{t}')$$, 'stream_save');
select lives_ok($$execute stream_fail(1, 1, 'comments', 1, '2025-06-01', 'busy', null, null, null, null, null)$$, 'stream_fail');
select lives_ok($$execute backfill_list('one')$$, 'backfill_list');
select lives_ok($$execute backfill_posts(1, 1, '2025-05-01', '2025-06-01', '2025-06-01', null, null, 5)$$, 'backfill_posts');
select lives_ok($$execute backfill_save(1, 1, 'comments', 1, '{}')$$, 'backfill_save');
select lives_ok($$execute sample_next('{1}', '{1}', '2025-06-01')$$, 'sample_next');
select lives_ok($$execute target_save(1, '{1}', '{comments}', '{p}', '{2025-06-01}', '{3}')$$, 'target_save');
select lives_ok($$execute progress_flush('{1}', '{1}', '{comments}', '{null}', '{2025-06-01}', '{t}')$$, 'progress_flush');
select lives_ok($$execute run_insert(1, '{1}', '{comments}', '{p}', '{2025-06-01}', '{2025-06-01}', '{1}', '{1}', '{1}', '{0}',
    '{done}', '{null}', '{200}', '{10}', '{null}', '{null}')$$, 'run_insert');
select lives_ok($$execute daemon_beat('one', 1, '0', '2025-06-01', '2025-06-01', 'd', '{}')$$, 'daemon_beat');
select lives_ok($$execute quota_save('k', 'n', 1, 2, 3, null, null, '2025-06-01')$$, 'quota_save');
select lives_ok($$execute quota_spend('[{"credential":"k","units":9,"per":"day","spent":[]}]', '2025-06-01')$$, 'quota_spend');
select lives_ok($$execute thread_settle(1, 1, '{m}')$$, 'thread_settle');
select lives_ok($$execute sweep_next(1, 1, '2025-06-03', 86400, 2, null, '{}', '{}')$$, 'sweep_next');
select lives_ok($$execute sweep_next(1, 1, '2025-06-05', 86400, 2, null, '{}', '{}')$$, 'sweep_next, of a round');
select lives_ok($$execute post_gone(1, 1, 'p', '2025-06-03', true)$$, 'post_gone');
select lives_ok($$execute text_erase(1, 1, '{m}')$$, 'text_erase');
select lives_ok($$execute text_expire('here', '{facebook}', '{60}', '2025-06-05', 9)$$, 'text_expire');
select lives_ok($$execute text_next(1, 2)$$, 'text_next');
select lives_ok($$execute text_save(1, '{1}', '{1}', '{message}', '{m}', '{2025-06-01}', '{1}', '{1}', '{1}', '{1}', '{1}', '{1}',
    '{id}', '{1}', '{1}', '{1}')$$, 'text_save');
select lives_ok($$execute target_list('{1}', '{1}')$$, 'target_list');
select lives_ok($$execute target_review('{1}', '{1}', 60)$$, 'target_review');
select lives_ok($$execute request_take('one')$$, 'request_take');
select lives_ok($$execute request_done(1, null)$$, 'request_done');
select lives_ok($$execute hold_save('one', '[]')$$, 'hold_save');
select lives_ok($$execute token_save('one', 'k', true, '2025-06-01', null, null, true, false, null, null, null, '2025-06-01')$$, 'token_save');
select lives_ok($$execute quota_list$$, 'quota_list');
select lives_ok($$execute derive_stale(10)$$, 'derive_stale');
select lives_ok($$execute refresh_round('2025-06-02 00:00+07', 'dirty')$$, 'refresh_round');
select lives_ok($$execute refresh_due('2025-06-02')$$, 'refresh_due');
select lives_ok($$execute refresh_limit('metrics.response')$$, 'refresh_limit');
select lives_ok($$execute refresh_view('metrics.response_daily_1', '2025-06-02')$$, 'refresh_view');
select lives_ok($$execute refresh_outcome('metrics.response')$$, 'refresh_outcome');
select lives_ok($$execute daemon_end('one')$$, 'daemon_end');
select lives_ok($$execute lease_release('one')$$, 'lease_release');
select is(array(
    select name from pg_prepared_statements
    where generic_plans + custom_plans = 0
        and name not in ('begin', 'commit', 'rollback', 'listen', 'words') -- words: of 43_words.sql alone
), '{}', 'nothing that the daemon sends was left out');
select throws_ok('delete from core.message', '42501', null, 'the daemon deletes no fact');
select throws_ok('create table core.mine (a int)', '42501', null, 'and makes no table');
select throws_ok($$select ops.ensure_partitions('2030-01-01')$$, '42501', null, 'nor a partition by itself');
select throws_ok('select * from core_private.officer_contact', '42501', null, 'and reads no contacts');

-- Operators ask, and read how it fares.
set local role pantau_operator;
select lives_ok($$select ops.request_add('poll', 1, 1, 'comments', null)$$, 'an operator asks the daemon');
select lives_ok('select count(*) from ops.official', 'and what was found of who answers');
select lives_ok('select examples from ops.unregistered_officials(now(), 91, null, null)',
    'and who answers without being registered');
select throws_ok('select * from core.message', '42501', null, 'and reads no messages');
select throws_ok('select accounts from ops.configuration_part', '42501', null, 'nor the author keys of accounts');

-- Analysts see core without personal columns; readers see metrics alone.
set local role pantau_analyst;
select lives_ok('select count(*) from core_open.message', 'an analyst reads core_open');
select throws_ok('select author_key from core.message', '42501', null, 'but no authors');
select is(core.working_seconds('id-asn', 'Asia/Jakarta', '2025-06-10 09:00+07', '2025-06-11 09:00+07'), 27000::bigint,
    'and asks for working time');
select is(core.working_deadline('id-asn', 'Asia/Jakarta', '2025-06-10 09:00+07', 1), '2025-06-12 00:00+07'::timestamptz,
    'and deadlines');
select lives_ok('select count(*) from core_open.message_mention', 'and for whom a message was meant');
set local role pantau_reader;
select throws_ok('select count(*) from core_open.inquiry', '42501', null, 'a reader reads metrics alone');
select throws_ok('select pg_advisory_xact_lock(1, 1)', '42501', null, 'holds up no writer');
select throws_ok('select lo_create(0)', '42501', null, 'leaves no large object');

reset role;
select * from finish();
rollback;
