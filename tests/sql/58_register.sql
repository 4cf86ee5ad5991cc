-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What an office enters, and what is made of it: each refusal, all or nothing, again and changed; officers who write
-- and who do not; inquiries per 10,000 residents by hand. as_of is 2025-06-20 12:00 in Jakarta.

begin;
select plan(25);
\ir helper/world.psql
insert into core.account (government_id, account_id, channel, external_id, handle, access, author_key)
values (1, 5, 'facebook', '555', 'jubir', 'delegate', decode(md5('account 5'), 'hex')),
    (1, 6, 'facebook', '666', 'twin', 'public', null), (1, 7, 'facebook', 'twin', 'other', 'public', null);

create function pg_temp.enter(kind text, given jsonb, trial boolean default false, government text default null)
returns setof text
language sql
as $$
    select concat_ws(' ', line, outcome, '[' || subject || ']', detail)
    from ops.register(kind, government, given, 'Ani', 'decree 12', trial)
$$;

select results_eq($$select pg_temp.enter('population', '[
    {"line": 2, "valid_from": "2024", "residents": "2.500.000", "source": "BPS 2024"},
    {"line": 3, "unit": " roads ", "valid_from": "2025-02-30", "residents": "5"},
    {"line": 4, "unit": "nowhere", "valid_from": "2025", "residents": "7", "source": "x"},
    {"line": 5, "unit": "roads", "valid_from": "2025-01-01", "residents": "1.50", "source": "x"},
    {"line": 6, "unit": "", "valid_from": "2024-01-01", "residents": "9", "source": "x"}]')$$,
    array['2 new [the whole government 2024-01-01]', '3 refused [roads] valid_from is no day (YYYY-MM-DD) and no year',
        '4 refused [nowhere 2025-01-01] there is no unit "nowhere"',
        '5 refused [roads 2025-01-01] residents is no whole number above 0',
        '6 refused [the whole government 2024-01-01] the same unit and day as line 2'], 'all problems of a file at once');
select is_empty('select from core.population', 'and nothing of it is kept');
\set file '''[{"line": 2, "valid_from": "2024", "residents": "2.500.000", "source": "BPS"}, {"line": 3, "unit": "roads", "valid_from": "2025-01-01", "residents": "40 000", "source": "BPS"}, {"line": 4, "unit": "roads", "valid_from": "2025-07-01", "residents": "99", "source": "later"}]'''
select is((select count(*) from pg_temp.enter('population', :file, true)), 3::bigint, 'a trial tells');
select is_empty('select from core.population', 'and keeps nothing');
select results_eq(format($$select pg_temp.enter('population', %L)$$, :file), array['2 new [the whole government 2024-01-01]',
    '3 new [roads 2025-01-01]', '4 new [roads 2025-07-01]'], 'a file is entered');
select results_eq('select unit_id, valid_from, residents from core.population order by 1, 2',
    $$values (0, date '2024-01-01', 2500000::bigint), (1, '2025-01-01', 40000), (1, '2025-07-01', 99)$$, 'as it says');
select results_eq(format($$select pg_temp.enter('population', %L)$$, replace(:file, '40 000', '41000')),
    array['2 unchanged [the whole government 2024-01-01]', '3 changed [roads 2025-01-01]', '4 unchanged [roads 2025-07-01]'],
    'again, with one number changed');
select results_eq($$select person, action, subject, reason, before ->> 'residents', after ->> 'residents' from ops.audit
    where before is not null$$, $$values ('Ani', 'register_population', 'roads 2025-01-01', 'decree 12', '40000', '41000')$$,
    'who changed what, and why');
select is((select count(*) from ops.audit), 4::bigint, 'what did not change leaves no trace');

select results_eq($$select pg_temp.enter('officers', '[
    {"line": 2, "code": "j1", "unit": "roads", "position": "Juru bicara", "role": "spokesperson", "valid_from": "2025", "account": "facebook:jubir"},
    {"line": 3, "code": "j1", "unit": "roads", "position": "Lain", "role": "spokesperson", "valid_from": "2025-01-01"},
    {"line": 4, "code": "j2", "position": "x", "role": "boss", "valid_from": "soon", "account": "facebook:twin"},
    {"line": 5, "code": "j3", "unit": "roads", "position": "x", "role": "head", "valid_from": "2025-05-01", "valid_to": "2025-04-30"},
    {"line": 6, "unit": "roads"},
    {"line": 7, "code": "j4", "unit": "roads", "position": "x", "role": "head", "valid_from": "2025", "account": "facebook:twin"}]')$$,
    array['2 new [j1 spokesperson roads 2025-01-01]', '3 refused [j1 spokesperson roads 2025-01-01] the code has another position in an earlier line',
        '4 refused [j2 boss] unit is missing', '5 refused [j3 head roads 2025-05-01] valid_to is before valid_from',
        '6 refused [roads] code is missing: the short name of the position',
        '7 refused [j4 head roads 2025-01-01] account "facebook:twin" is none, or not one, of the configuration (platform:handle)'],
    'officers are checked');
\set officers '''[{"line": 2, "code": "j1", "unit": "roads", "position": "Juru bicara 1", "role": "spokesperson", "valid_from": "2025", "account": "facebook:jubir"}, {"line": 3, "code": "j1", "unit": "water", "position": "Juru bicara 1", "role": "spokesperson", "valid_from": "2025", "valid_to": "2025-06-19"}, {"line": 4, "code": "j2", "unit": "roads", "position": "Juru bicara 2", "role": "spokesperson", "valid_from": "2025-06-20", "account": "facebook:roads"}, {"line": 5, "code": "a1", "unit": "roads", "position": "Admin", "role": "admin", "valid_from": "2025"}, {"line": 6, "code": "a2", "unit": "roads", "position": "Admin", "role": "admin", "valid_from": "2025-06-21"}]'''
select is((select count(*) from pg_temp.enter('officers', :officers) as e where e like '% new %'), 5::bigint, 'and entered');
select is((select count(*) from pg_temp.enter('officers', :officers) as e where e like '% unchanged %'), 5::bigint, 'again: unchanged');
select is((select string_agg(e, ', ') from pg_temp.enter('officers', '[{"line": 2, "code": "j1", "unit": "roads", "position": "Juru bicara 1",
    "role": "spokesperson", "valid_from": "2025", "account": "facebook:555"}]') as e), '2 unchanged [j1 spokesperson roads 2025-01-01]',
    'an account by its id is the same account');
select is((select string_agg(e, ', ') from pg_temp.enter('officers', '[{"line": 2, "code": "j1", "unit": "roads", "position": "Juru bicara 1",
    "role": "spokesperson", "valid_from": "2025", "account": "facebook:roads"}]') as e), '2 changed [j1 spokesperson roads 2025-01-01]',
    'another one is added');
delete from core.officer_account where account_id = 1 and officer_id = (select officer_id from core.officer where code = 'j1');

select results_eq($$select pg_temp.enter('totals', '[
    {"line": 2, "feed": "lapor", "unit": "roads", "first_on": "2025-01-01", "last_on": "2025-03-31", "figure": "received", "total": "120", "source": "report"},
    {"line": 3, "feed": "lapor", "first_on": "2025-01-01", "last_on": "2024-03-31", "figure": "got", "total": "1", "source": "report"},
    {"line": 4, "feed": "facebook", "first_on": "2025-01-01", "last_on": "2025-03-31", "figure": "closed", "total": "-1", "source": "report"}]')$$,
    array['2 new [lapor roads 2025-01-01 to 2025-03-31 received]',
        '3 refused [lapor the whole government 2025-01-01 to 2024-03-31 got] last_on is before first_on',
        '4 refused [facebook the whole government 2025-01-01 to 2025-03-31 closed] there is no feed "facebook"'], 'totals are checked');
select throws_ok($$select pg_temp.enter('people', '[]')$$, 'PT006', 'nothing of the kind "people" is registered', 'no other kind');
select throws_ok($$select pg_temp.enter('totals', '[]')$$, 'PT006', 'the file has no rows', 'an empty file is none');
select throws_ok($$select pg_temp.enter('totals', '[{}]', false, '99')$$, 'PT006', 'it is not clear which government it is for', 'nor another government');

-- Officers. The delegate answers in the thread of another unit, 27 days before; the unit's own account wrote 28 days before.
select pg_temp.say(2, 'ask', '2025-05-01 08:00', 'ask', 'x', 'Kapan?'),
    pg_temp.say(2, 'a1', '2025-05-24 12:00', 'ask', '5', 'Besok', 'ask', 'reply'),
    pg_temp.say(2, 'a2', '2025-05-22 12:00', 'ask', '5', 'Nanti', 'ask', 'reply'),
    pg_temp.say(1, 'a3', '2025-05-23 12:00', 'b', '1', 'Baik') \g /dev/null
insert into ops.refresh_round (kind, as_of, started_at, finished_at, rows_changed)
values ('full', '2025-06-20 05:00Z', '2025-06-20 05:00Z', '2025-06-20 05:00Z', 0);
select metrics.refresh_view('metrics.officer_activity_1', '2025-06-20 05:00Z') \g /dev/null
select results_eq($$select concat_ws(' ', unit_code, officer_code, accounts, state, to_char(last_wrote_at at time zone 'UTC', 'DD HH24:MI'), n_messages_28)
    from metrics.unit_officer order by unit_code, officer_code$$,
    array['roads a1 not_measurable', 'roads j1 facebook:jubir active 24 05:00 1', 'roads j2 facebook:roads silent 23 05:00 0'],
    'who is in office that day, and writes: 28 days to the second are silence');
select results_eq($$select concat_ws(' ', unit_code, officer_role, n_officers, n_officers_active, n_officers_silent, n_officers_not_measurable)
    from metrics.officer_count where officer_role in ('admin', 'spokesperson') order by unit_code, officer_role$$,
    array['parks admin 0 0 0 0', 'parks spokesperson 0 0 0 0', 'roads admin 1 0 0 1', 'roads spokesperson 2 1 1 0', 'water admin 0 0 0 0',
        'water spokesperson 0 0 0 0'], 'a unit without officers has zeros');
select is((select count(*) from metrics.officer_count), 12::bigint, 'one row per unit and role');

-- Demand: three inquiries of citizens in 28 days, one of them needs no answer; 41,000 residents.
select core.derive_message(1, 1, '{d1,d2,d3}') from (
    select pg_temp.say(1, 'd1', '2025-06-10 08:00', 'd1', 'x', 'Kapan diperbaiki?'),
        pg_temp.say(1, 'd2', '2025-06-11 08:00', 'd2', 'y', 'Kapan selesai?'),
        pg_temp.say(1, 'd3', '2025-06-12 08:00', 'd3', 'z', 'Terima kasih')) as said \g /dev/null
select metrics.refresh_round('2025-06-20 05:00Z', 'ageing') \g /dev/null
select is((select concat_ws(' ', n, n_all, residents, residents_from_on, round(n_per_10000::numeric, 4), round(n_all_per_10000::numeric, 4))
    from metrics.demand where unit_code = 'roads' and channel = 'facebook' and window_days = 28),
    '2 3 41000 2025-01-01 0.4878 0.7317', '2 and 3 of 41,000: the number in force, not the later one');
select is((select concat_ws(' ', n, n_all, residents, round(n_per_10000::numeric, 4)) from metrics.demand
    where unit_id = 0 and channel = 'all' and window_days = 28), '2 3 2500000 0.0080', 'the whole government has its own');
select results_eq($$select unit_id, residents, round(n_per_10000::numeric, 4) from metrics.response
    where channel = 'facebook' and window_days = 28 order by unit_id$$,
    $$values (0, 2500000::bigint, 0.0080), (1, 41000, 0.4878), (2, null, null), (3, null, null)$$, 'beside every rate, too');
select is((select concat_ws(' ', n, n_all, coalesce(residents::text, 'none'), coalesce(n_per_10000::text, 'none')) from metrics.demand
    where unit_code = 'water' and channel = 'all' and window_days = 28), '0 0 none none', 'without residents there is no rate');
select * from finish();
rollback;
