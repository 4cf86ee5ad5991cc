-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Frozen periods: a week computed by hand, what comes later and does not move it, what is refused, what is noticed when
-- somebody changes what was kept, and who may do what. Random ones against the reference: test_metrics_random.py.

begin;
select plan(52);
\ir reference/inquire.sql
grant usage on schema tap to pantau_reader, pantau_operator;
grant all on all tables in schema pg_temp to public;

create function pg_temp.id(number int)
returns uuid
language sql
return ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;
create function pg_temp.say_no(query text)
returns text
language plpgsql
as $$
begin
    execute query;
    return 'it did';
exception when sqlstate 'PT007' then
    return sqlerrm;
end
$$;

-- The unit 2 under unit 1, unit 3 asked nothing. Week 24 of 2025 is Monday 9 to Sunday 15 June. Unit 2's page: answered at
-- once; after a minute, ten minutes, an hour; two wait. A leader's, and one of the Sunday before; a case of the feed.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, 1, null}');
select pg_temp.inquire(1, pg_temp.id(n), 2, account, kind, opener, start::timestamptz, start::timestamptz,
    state, start::timestamptz + make_interval(secs => wait), post, in_reply_class => class)
from (
    values
        (1, 2, 'comment', '2025-06-10 08:00+07', 'answered', 0, 'citizen', 'post 1', 'stock'),
        (2, 2, 'comment', '2025-06-10 08:00+07', 'answered', 600, 'citizen', 'post 1', 'substantive'),
        (3, 2, 'comment', '2025-06-10 08:00+07', 'answered', 3600, 'unknown', 'post 2', null),
        (4, 2, 'comment', '2025-06-10 08:00+07', 'waiting', null, 'citizen', 'post 2', null),
        (5, 2, 'comment', '2025-06-09 00:00:00+07', 'answered', 60, 'citizen', 'post 3', null),
        (6, 2, 'comment', '2025-06-15 23:59:59+07', 'waiting', null, 'citizen', 'post 3', null),
        (7, 2, 'comment', '2025-06-08 23:59:59+07', 'answered', 7200, 'citizen', 'post 4', null),
        (8, 2, 'comment', '2025-06-10 10:00+07', 'answered', 30, 'leader', 'post 1', null),
        (9, 1000, 'complaint', '2025-06-10 09:00+07', 'answered', 108000, 'citizen', null, null)
) as world (n, account, kind, start, state, wait, opener, post, class);
select pg_temp.watch(1, 2, 'comments', 'post ' || post, '2025-06-20 11:00+07') from generate_series(1, 4) as post;
select pg_temp.watch(1, 2, 'comments', null, '2025-06-20 11:00+07');
select pg_temp.watch(1, 1000, 'complaints', null, '2025-06-20 11:00+07');

select is(pg_temp.say_no($$select ops.freeze_period('g1', '2025-W24', null, null, 'Ani', 'award')$$),
    'there are no figures yet: the first round of the daemon makes them', 'before the first round nothing can be frozen');
select is((select error from metrics.refresh_round('2025-06-20 22:30+07', 'dirty')), null, 'a round runs');

select results_eq(
    $$select p.word, s.period, s.from_on, s.to_on
      from unnest('{2025, 2025-Q3, 2025-02, 2025-W01, 2025-13, 2025-Q5, 25, 2025-, now}'::text[]) with ordinality as p (word, n)
      left join lateral metrics.frozen_span(p.word, null, null) as s on true order by p.n$$,
    $$values ('2025', '2025', '2025-01-01'::date, '2025-12-31'::date), ('2025-Q3', '2025-Q3', '2025-07-01', '2025-09-30'),
        ('2025-02', '2025-02', '2025-02-01', '2025-02-28'), ('2025-W01', '2025-W01', '2024-12-30', '2025-01-05'),
        ('2025-13', null, null, null), ('2025-Q5', null, null, null), ('25', null, null, null), ('2025-', null, null, null),
        ('now', null, null, null)$$, 'years, quarters, months and weeks by their names');
select results_eq($$select * from metrics.frozen_span(null, '2025-06-09', '2025-06-10')$$,
    $$values ('2025-06-09..2025-06-10', '2025-06-09'::date, '2025-06-10'::date)$$, 'and any two days');
select is_empty($$select * from metrics.frozen_span(null, '2025-06-10', '2025-06-09')$$, 'in their order');

-- Refusals.
select is(pg_temp.say_no($$select ops.freeze_period('g1', '2025-06', null, null, 'Ani', 'award')$$),
    'the period ends on 2025-06-30, and the figures are as of 2025-06-20 22:30: it is not over', 'a month under way');
select is(pg_temp.say_no($$select ops.freeze_period('g1', null, '2025-06-20', '2025-06-20', 'Ani', 'award')$$),
    'the period ends on 2025-06-20, and the figures are as of 2025-06-20 22:30: it is not over', 'and today');
select is(pg_temp.say_no($$select ops.freeze_period('g1', 'June', null, null, 'Ani', 'award')$$), 'June is no period', 'no period');
select is(pg_temp.say_no($$select ops.freeze_period('g1', null, '2025-06-15', '2025-06-09', 'Ani', 'award')$$),
    'the last day lies before the first', 'days the wrong way round');
select is(pg_temp.say_no($$select ops.freeze_period('g2', '2025-W24', null, null, 'Ani', 'award')$$), 'there is no government g2',
    'no government');
select is(pg_temp.say_no($$select ops.freeze_period('g1', '2025-W24', null, null, 'Ani', '')$$),
    'it must be said why, in at most 2048 bytes', 'no reason');

-- Frozen by an operator, seen by a reader.
set local role pantau_operator;
create temporary table froze as
select * from ops.freeze_period(null, '2025-W24', null, null, 'Ani', 'the award of June');
select results_eq(
    $$select frozen_period, first_on, last_on, as_of, rows_count from froze$$,
    $$values ('2025-W24', '2025-06-09'::date, '2025-06-15'::date, '2025-06-20 22:30+07'::timestamptz, 32::bigint)$$,
    'eight inquiries, two populations, two clocks');
grant select on froze to public;
set local role pantau_reader;
select throws_ok($$select ops.freeze_period('g1', '2025-W24', null, null, 'Ani', 'award')$$, '42501', null, 'a reader freezes nothing');
select throws_ok($$select * from metrics.frozen_inquiry_store$$, '42501', null, 'and reads the views alone');
-- S after 0, 60, 600, 3600 s, of six: 5/6, 4/6, 3/6, 2/6. The area to 72 h: 60 · 5/6 + 540 · 4/6 + 3000 · 3/6 + 255600 · 2/6.
-- Watched for 72 h are all but the one of Sunday night: it was asked 4.5 days before; the rate is 4 of 6.
create temporary view week as
select * from metrics.frozen_response where unit_code = 'u2' and channel = 'facebook' and clock = 'calendar';
select results_eq(
    $$select n, n_answered, n_waiting, n_posts, n_rate, n_first_reply, n_substantive, n_classified, median_s, p90_s from week$$,
    $$values (6::bigint, 4::bigint, 2::bigint, 3::bigint, 6::bigint, 4::bigint, 1::bigint, 2::bigint, 600::bigint, null::bigint)$$,
    'counts and the median of one unit');
select results_eq(
    $$select round(answered_within_1::numeric, 9), round(mean_wait_s::numeric, 6), round(response_rate::numeric, 9), stock_share,
        answered_median_s, answered_mean_s, enough from week$$,
    $$values (round(4 / 6.0, 9), round(50 + 360 + 1500 + 85200, 6), round(4 / 6.0, 9), 0.5::float8, 60::bigint, 1065::float8, false)$$,
    'and shares');
select results_eq($$select period, from_on, to_on, window_days, unit, scope, opener, population, median_text, median_text_id, median_hours,
        stands from week$$,
    $$values ('2025-W24', '2025-06-09'::date, '2025-06-15'::date, 7, 'Dinas 2', 'own', 'all', 'needed', '10 min', '10 menit', 0.17::float8,
        true)$$, 'with names and words');
-- Tuesday 09:00 to Wednesday 15:00 by the calendar 30 h; at work 6 h of Tuesday and 6.5 h of Wednesday, 45,000 s.
select results_eq(
    $$select unit_code, channel, clock, n, median_s, mark_1_s from metrics.frozen_response where channel = 'lapor' order by 1, 2, 3$$,
    $$values ('', 'lapor', 'calendar', 1::bigint, 108000::bigint, 259200::bigint), ('', 'lapor', 'working', 1, 45000, 81000),
        ('u2', 'lapor', 'calendar', 1, 108000, 259200), ('u2', 'lapor', 'working', 1, 45000, 81000)$$,
    'a feed at its own marks, on both clocks');
select results_eq(
    $$select channel, n, median_text from metrics.frozen_response where unit_code = 'u3' and clock = 'calendar' order by 1$$,
    $$values ('all', 0::bigint, 'no account or feed is watched'), ('facebook', 0, 'no account or feed is watched')$$,
    'who was asked nothing has zeros');
select is_empty($$select f.* from metrics.frozen_period as p cross join metrics.frozen_check(p.government_id, p.frozen_id) as f where not fits$$,
    'it is what it was');
select results_eq(
    $$select count(*) filter (where counted and clock = 'calendar' and population = 'needed' and opened_by <> 'leader' and unit_code = 'u2'),
        count(distinct inquiry_id), count(*) filter (where state_now = state), count(permalink)
      from metrics.frozen_inquiry$$,
    $$values (7::bigint, 8::bigint, 32::bigint, 32::bigint)$$, 'a unit has the list of its inquiries, those of n by "counted"');
select results_eq(
    $$select inquiry_id, exit_s, event, state from metrics.frozen_inquiry
      where population = 'needed' and clock = 'calendar' and channel = 'facebook' and opened_by <> 'leader' order by 1$$,
    $$values (pg_temp.id(1), 0::bigint, true, 'answered'), (pg_temp.id(2), 600, true, 'answered'), (pg_temp.id(3), 3600, true, 'answered'),
        (pg_temp.id(4), 874800, false, 'waiting'), (pg_temp.id(5), 60, true, 'answered'), (pg_temp.id(6), 385201, false, 'waiting')$$,
    'with what each is on the curve');
select is_empty($$select * from metrics.frozen_compare(1, (select frozen_id from froze))$$, 'nothing is another figure yet');
reset role;
select is_empty(
    $$select c.relname, a.attname from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
      where c.relname like 'frozen%\_store'
          and a.attname in ('permalink', 'author_key', 'source_id', 'opening_id', 'answer_id', 'post_external_id', 'text')$$,
    'of people and platforms nothing is kept');
select results_eq($$select action, person, reason, subject = 'frozen period ' || frozen_id, after ->> 'digest' = digest
      from ops.audit cross join froze where action = 'freeze'$$,
    $$values ('freeze', 'Ani', 'the award of June', true, true)$$, 'who froze it, when and why');

-- The digest by other tools.
\set file `mktemp`
\setenv DIGEST_FILE :file
select line from metrics.frozen_line where government_code = 'g1' and frozen_id = (select frozen_id from froze)
\g |LC_ALL=C sort | sha256sum | cut -c1-64 >"$DIGEST_FILE"
\set sum `cat "$DIGEST_FILE"; rm -f "$DIGEST_FILE"`
select is((select digest from froze), :'sum', 'the digest is that of sha256sum');
select is((select count(*) from metrics.frozen_line where line ~ '^(period|day|inquiry)\|'), 45::bigint,
    'of the period, of each day from the first start to the last visit, of each inquiry');

-- What figures are frozen: all that are numbers of the inquiries. A new column belongs into metrics.frozen_compute(), too.
select set_eq('select unnest(metrics.frozen_names())',
    $$select a.attname::text from pg_attribute as a
      where a.attrelid = 'metrics.response_rolling_store'::regclass and a.attnum > 0 and not a.attisdropped
          and a.attname not in ('government_id', 'unit_id', 'scope', 'channel', 'opener', 'population', 'clock', 'window_days', 'curve',
              'next_change_at')$$, 'every figure is frozen');
select set_eq('select unnest(metrics.frozen_names())',
    $$select jsonb_object_keys(figures) from metrics.frozen_compute(1, (select frozen_id from froze))$$, 'and follows from its rows');

-- An answer that comes later moves today's figures and not the frozen ones: after two hours; S is 1/6 from there on.
select pg_temp.inquire(1, pg_temp.id(4), 2, 2, 'comment', 'citizen', '2025-06-10 08:00+07', '2025-06-10 08:00+07', 'answered',
    '2025-06-10 10:00+07', 'post 2');
select is((select error from metrics.refresh_round('2025-06-21 08:00+07', 'dirty')), null, 'news');
set local role pantau_reader;
select results_eq($$select n_answered, median_s, round(answered_within_2::numeric, 9) from week$$,
    $$values (4::bigint, 600::bigint, round(4 / 6.0, 9))$$, 'the frozen figures stand');
select is_empty($$select f.* from metrics.frozen_check(1, (select frozen_id from froze)) as f where not fits$$, 'they follow from what was kept');
select results_eq(
    $$select figure, value_frozen, value_now, value_change from metrics.frozen_compare(1, (select frozen_id from froze))
      where unit_code = 'u2' and channel = 'facebook' and clock = 'calendar' and figure in ('n_answered', 'n_waiting', 'median_s', 'n')
      order by 1$$,
    $$values ('n_answered', 4::float8, 5::float8, 1::float8), ('n_waiting', 2, 1, -1)$$, 'what today''s are is told beside them');
select results_eq(
    $$select inquiry_id, state, state_now from metrics.frozen_inquiry where state_now is distinct from state and population = 'needed'
      and clock = 'calendar'$$,
    $$values (pg_temp.id(4), 'waiting', 'answered')$$, 'and which inquiry that comes from');
reset role;
select is(pg_temp.say_no($$select ops.freeze_period('g1', null, '2025-06-09', '2025-06-15', 'Ani', 'by days')$$), 'it did',
    'other names of the same days are another period');
select is(pg_temp.say_no($$select ops.freeze_period('g1', '2025-W24', null, null, 'Ani', 'again')$$),
    '2025-W24 is frozen already, as number ' || frozen_id, 'once') from froze;

-- Nothing is frozen that does not follow from its inquiries.
insert into metrics.recompute_run (government_id, reason, requested_by, started_at, basis)
values (1, 'cut short', 'x', now(), '{}');
select is(pg_temp.say_no($$select ops.freeze_period('g1', '2025-05', null, null, 'Ani', 'award')$$),
    'a recomputation is not finished: pantauctl recompute takes it up', 'not while a recomputation is under way');
delete from metrics.recompute_run;
create function pg_temp.wrong()
returns text
language sql
as $$
    select string_agg(f.what, ', ') from metrics.frozen_check(1, (select frozen_id from froze)) as f where not f.fits
$$;
savepoint whole;
update core.inquiry set removed = true where inquiry_id = pg_temp.id(2);
select is(pg_temp.say_no($$select ops.freeze_period('g1', null, '2025-06-10', '2025-06-10', 'Ani', 'award')$$),
    '8 figures do not follow from the inquiries: n_removed of unit 0, channel all, clock calendar is 0, and 1 from its rows',
    'not figures of lists that are not those of the inquiries');
rollback to whole;
update core.calendar_day set before_s = before_s - 27000 where calendar = 'id-asn' and day > '2025-06-10';
select is(pg_temp.say_no($$select ops.freeze_period('g1', null, '2025-06-10', '2025-06-10', 'Ani', 'award')$$),
    'waits do not follow from times and working days as these are now: of 1 inquiries',
    'not waits of other working days');
select is((select count(*) from metrics.frozen_period_store), 2::bigint, 'and nothing of it is kept');
rollback to whole;

-- What somebody changes is noticed.
update metrics.frozen_inquiry_store set exit_s = 599 where inquiry_id = pg_temp.id(2) and clock = 'calendar' and population = 'needed'
    and frozen_id = (select frozen_id from froze);
select is(pg_temp.wrong(), 'digest, waits that differ, figures that differ', 'an exit');
rollback to whole;
delete from metrics.frozen_inquiry_store where inquiry_id = pg_temp.id(6) and frozen_id = (select frozen_id from froze);
select is(pg_temp.wrong(), 'rows, digest, figures that differ', 'an inquiry that is away');
rollback to whole;
update metrics.frozen_day_store set before_s = before_s + 1 where day = '2025-06-11' and frozen_id = (select frozen_id from froze);
select is(pg_temp.wrong(), 'digest, waits that differ', 'a working day');
rollback to whole;
update metrics.frozen_figure_store set figures = figures || '{"median_s": 601}'
    where unit_id = 2 and channel = 'facebook' and clock = 'calendar' and frozen_id = (select frozen_id from froze);
select is(pg_temp.wrong(), 'figures that differ', 'a figure');
rollback to whole;
update metrics.frozen_period_store set as_of = as_of + interval '1 day' where frozen_id = (select frozen_id from froze);
select is(pg_temp.wrong(), 'digest', 'the moment');
rollback to whole;
update metrics.frozen_figure_store set figures = figures || '{"n": 1}'
    where unit_id = 3 and channel = 'all' and clock = 'calendar' and frozen_id = (select frozen_id from froze);
select is(pg_temp.wrong(), 'figures that differ', 'a figure of who was asked nothing');
rollback to whole;
select is(pg_temp.wrong(), null, 'and nothing else is');

-- Taken back, the period can be frozen again.
set local role pantau_operator;
select is((select ops.freeze_revoke('g1', frozen_id, 'Budi', 'too early')), '2025-W24', 'it is taken back') from froze;
select is(pg_temp.say_no(format($$select ops.freeze_revoke('g1', %s, 'Budi', 'too early')$$, frozen_id)),
    format('frozen period %s was revoked already', frozen_id), 'once') from froze;
select is(pg_temp.say_no($$select ops.freeze_period('g1', '2025-W24', null, null, 'Budi', 'in time')$$), 'it did', 'and frozen again');
select results_eq($$select stands, frozen_by, n_rows, as_of from metrics.frozen_period where period = '2025-W24' order by frozen_id$$,
    $$values (false, 'Ani', 32::bigint, '2025-06-20 22:30+07'::timestamptz), (true, 'Budi', 32, '2025-06-21 08:00+07')$$,
    'what was kept before stays');
reset role;
select results_eq($$select n_answered from metrics.frozen_response
      where period = '2025-W24' and unit_code = 'u2' and channel = 'facebook' and clock = 'calendar' order by frozen_id$$,
    $$values (4::bigint), (5)$$, 'each with its own figures');

select * from finish();
rollback;
