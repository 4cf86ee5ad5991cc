-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who is there for citizens, by hand: each state of a unit and since when, by the shipped rule (28 and 91 days) and by
-- a government's own; what is told to do; tokens. as_of is 2025-06-20 12:00 in Jakarta.

begin;
select plan(18);
\set as_of '''2025-06-20 05:00Z'''

insert into core.government (government_id, code, name, kind, timezone, calendar)
values (1, '32.75', 'Kota Contoh', 'city', 'Asia/Jakarta', 'id-asn'), (2, '94.71', 'Kota Timur', 'city', 'Asia/Jayapura', 'id-asn');
insert into core.unit (government_id, unit_id, code, name, kind, active_from)
select 1, n, name, initcap(name), 'dinas', '2025-01-01'
from unnest(array['active', 'passive', 'dead', 'blind', 'none', 'left', 'answers', 'mixed', 'new', 'mayor']) with ordinality
    as u (name, n);
insert into core.unit (government_id, unit_id, code, name, kind) values (2, 1, 'own', 'Own', 'dinas');
insert into core.unit (government_id, unit_id, code, name, kind, active_to)
values (1, 99, 'gone', 'Gone', 'dinas', '2025-06-01');

-- Account n of unit n on Facebook; a second one of unit 8 on X; account 6 changed hands; 10 is a leader's.
insert into core.account (government_id, account_id, channel, external_id, handle, access, leader_position, credential)
select 1, n, 'facebook', 'page ' || n, 'page' || n, 'owned', case n when 10 then 'walikota' end, 'fb-' || n
from unnest('{1, 2, 3, 4, 6, 7, 8, 9, 10}'::int[]) as n;
insert into core.account (government_id, account_id, channel, external_id, handle, access)
values (1, 18, 'x', '18', 'mixed', 'public'), (2, 1, 'facebook', 'page', 'own', 'public');
insert into core.account_owner (government_id, account_id, valid_from, valid_to, unit_id)
select 1, n, '2025-01-01', case n when 6 then '2025-05-31'::date end, case n when 18 then 8 else n end
from unnest('{1, 2, 3, 4, 6, 7, 8, 9, 10, 18}'::int[]) as n;
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (2, 1, '2025-01-01', 1);
insert into ops.stream (government_id, account_id, stream, interval_s, first_success_at, last_success_at)
select a.government_id, a.account_id, 'posts', 900, '2025-01-02', :as_of::timestamptz - interval '5 minutes'
from core.account as a;
update ops.stream set last_success_at = '2025-05-20 00:00Z', failing_since = '2025-05-20 00:10Z', cause = 'token_revoked',
    hint = 'Ask the owner to grant it again.'
where government_id = 1 and account_id = 4;
update ops.stream set first_success_at = null, last_success_at = null where government_id = 1 and account_id = 18;

create function pg_temp.post(government int, account int, days_before float8, closed boolean default false)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, comments_off,
        first_observed_at, changed_observed_at)
    select government, account, days_before::text, md5(concat(government, account, days_before))::uuid,
        '2025-06-20 05:00Z'::timestamptz - days_before * interval '24 hours', 'text', closed, '2025-06-01', '2025-06-01'
$$;
-- Unit 1: silent for 29 days before day 60, never longer than 28 since.
select pg_temp.post(1, 1, d, d = 1) from unnest('{89, 60, 32, 4, 1}'::float8[]) as d \g /dev/null
select pg_temp.post(1, 2, 28), pg_temp.post(1, 3, 91), pg_temp.post(1, 3, 400), pg_temp.post(1, 4, 50), pg_temp.post(1, 7, 200),
    pg_temp.post(1, 8, 40), pg_temp.post(1, 10, 1), pg_temp.post(2, 1, 8) \g /dev/null
-- Answers: of unit 7 ten days ago, of unit 3 28 days ago (one second too old), of unit 2 one that came later than as_of.
insert into core.inquiry (government_id, inquiry_id, opened_at, unit_id, account_id, channel, kind, class, opened_by, turn,
    answered_at, ended_at, state, removed, hidden, undecided, messages, timing, source_kind, source_account_id, source_id,
    opening_id, opened_on, calendar, provisional)
select 1, md5(unit::text)::uuid, answered_at::timestamptz - interval '1 hour', unit, unit, 'facebook', 'comment', 'citizen', 'citizen', 1,
    answered_at::timestamptz, answered_at::timestamptz, 'answered', false, false, false, 1, 'exact', 'message', unit, 'q' || unit,
    'q' || unit, (answered_at::timestamptz - interval '1 hour')::date, 'id-asn', false
from (values (7, '2025-06-10 05:00Z'), (3, '2025-05-23 05:00Z'), (2, '2025-06-20 05:00:01Z')) as a (unit, answered_at);
insert into ops.token (credential, channel, is_valid, expires_at, refresh_expires_at, never_expires, renews, noted_at)
values
    ('fb-1', 'facebook', true, '2025-06-28', null, false, false, '2025-06-19'),
    ('fb-2', 'facebook', true, null, null, true, false, '2025-06-19'),
    ('fb-3', 'facebook', true, '2025-06-21', '2025-12-31', false, true, '2025-06-19'), -- renews itself
    ('fb-4', 'facebook', false, null, null, false, false, '2025-06-19'),
    ('fb-7', 'facebook', true, '2025-06-20 05:00Z', null, false, false, '2025-06-19');

insert into ops.refresh_round (kind, as_of, started_at, finished_at, rows_changed) values ('full', :as_of, :as_of, :as_of, 0);
select metrics.refresh_view('metrics.account_presence_1', :as_of) \g /dev/null

create function pg_temp.told(code text) returns text language sql as $$
    select concat_ws(' ', state, to_char(since_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), coalesce(accounts, '-'))
    from metrics.unit_presence where government_id = 1 and unit_code = code
$$;
select is(pg_temp.told('active'), 'active 2025-04-21 05:00 facebook 1', 'active since the post behind 29 silent days');
select is(pg_temp.told('passive'), 'passive 2025-06-20 05:00 facebook 1',
    '28 days to the second are no longer active; an answer behind as_of is not known yet');
select is(pg_temp.told('dead'), 'dead 2025-06-20 05:00 facebook 1', '91 days are dead, and so is an answer of 28 days ago');
select is(pg_temp.told('blind'), 'not_measurable 2025-05-20 00:00 facebook 1', 'what could not be read is not called silent');
select is(pg_temp.told('none'), 'no_account 2025-01-01 00:00 -', 'no account since it is configured');
select is(pg_temp.told('left'), 'no_account 2025-05-31 17:00 -', 'none since the last one changed hands, at the local midnight');
select is((select concat_ws(' ', state, to_char(since_at at time zone 'UTC', 'YYYY-MM-DD')) from metrics.unit_presence
    where government_id = 1 and unit_code = 'answers'), 'passive 2024-12-30', 'who only answers is passive, since it posts no more');
select is(pg_temp.told('mixed'), 'not_measurable facebook 1, x 1', 'one account that was never read may be the one that posts');
select is(pg_temp.told('new'), 'dead facebook 1', 'read, and nothing ever posted or answered');
select is(pg_temp.told('mayor'), 'no_account 2025-01-01 00:00 -', 'a leader''s account is not the unit''s');
select is((select count(*) from metrics.unit_presence where government_id = 1), 10::bigint, 'a unit that left has no row');
select set_eq('select unit_code, token_state from metrics.unit_presence where government_id = 1',
    $$values ('active', 'ends_soon'), ('passive', 'valid'), ('dead', 'valid'), ('blind', 'refused'), ('none', null), ('left', null),
    ('answers', 'expired'), ('mixed', 'unknown'), ('new', 'unknown'), ('mayor', null)$$, 'the token that needs somebody first');
select is((select what_to_do_en from metrics.unit_presence where unit_code = 'blind'),
    'facebook page4: The platform refuses the token of credential "fb-4": have the account authorized anew.', 'what to do');
select is((select what_to_do_id from metrics.unit_presence where unit_code = 'active'),
    'facebook page1: Token kredensial "fb-1" berakhir pada 2025-06-28: minta pemilik akun memberi izin ulang sebelumnya.',
    'and in Indonesian');
update ops.token set is_valid = true where credential = 'fb-4';
select is((select what_to_do_en from metrics.unit_presence where unit_code = 'blind'),
    'facebook page4: It cannot be read as it should since 2025-05-20. The token was taken back. Ask the owner to grant it again.',
    'of a stream that fails the daemon''s own words');
select is((select concat_ws(' ', n_posts_28, n_comments_off_28) from metrics.unit_presence where unit_code = 'active'), '2 1',
    'posts of 28 days, and those that nobody may comment');

insert into core.presence_rule (government_id, active_days, passive_days, valid_from, source)
values (2, 7, 14, '2025-06-01', 'Own decree'), (2, 3, 4, '2025-07-01', 'Later'), (null, 1, 1, '2025-06-01', 'For all');
select metrics.refresh_view('metrics.account_presence_1', :as_of) \g /dev/null
select is((select concat_ws(' ', state, active_days, since_at at time zone 'UTC') from metrics.unit_presence where government_id = 2),
    'passive 7 2025-06-19 05:00:00', 'a government''s own rule, that is in force, goes before one for all');
select is((select concat_ws(' ', state, passive_days) from metrics.unit_presence where unit_code = 'passive'), 'dead 1',
    'others have the later one for all');
select * from finish();
rollback;
