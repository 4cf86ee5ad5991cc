-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who helped whom, counted by hand; and always the same inquiries as n_helped of the headline view.

begin;
select plan(9);
\ir reference/inquire.sql

create function pg_temp.id(number int)
returns uuid
language sql
return ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;

-- Government 1 in WIB, as of Friday 20 June 2025 12:00. Each was asked at 09:00 and helped an hour later.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null, null}');
insert into core.account (government_id, account_id, channel, external_id, access)
values (1, 11, 'instagram', 'insta 1', 'owned');
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 11, '2020-01-01', 1);
select pg_temp.inquire(1, pg_temp.id(n), asked, account, kind, opener, start.at, case when needed then start.at end,
    state, start.at + interval '1 hour', case kind when 'comment' then 'post' end)
from (
    values
        (1, 1, 1, 'comment', 'citizen', '2025-06-20', true, 'helped', 3),
        (2, 1, 1, 'comment', 'unknown', '2025-06-14', true, 'helped', 3), -- the first day of 7
        (3, 1, 1, 'comment', 'citizen', '2025-06-13', true, 'helped', 3), -- the day before
        (4, 1, 11, 'comment', 'citizen', '2025-06-19', true, 'helped', 2),
        (5, 2, 2, 'mention', 'citizen', '2025-06-19', true, 'helped', 3),
        (6, 1, 1, 'comment', 'leader', '2025-06-19', true, 'helped', 3),   -- leaders stand apart
        (7, 1, 1, 'comment', 'citizen', '2025-06-19', false, 'helped', 3), -- needs none
        (8, 1, 1, 'comment', 'citizen', '2025-06-19', true, 'answered', null),
        (9, 2, 2, 'mention', 'citizen', '2025-06-18', true, 'helped', null) -- by an account of no unit
) as world (n, asked, account, kind, opener, on_day, needed, state, helper)
cross join lateral (values ((on_day || ' 09:00+07')::timestamptz)) as start (at);
update core.inquiry as i
set helped_by_unit_id = h.helper
from (values (1, 3), (2, 3), (3, 3), (4, 2), (5, 3), (6, 3), (7, 3), (9, null)) as h (n, helper)
where i.inquiry_id = pg_temp.id(h.n);
select is((select error from metrics.refresh_round('2025-06-20 12:00+07', 'dirty')), null, 'a dirty round runs');
select ok(metrics.refresh_view('metrics.collaboration_1', '2025-06-20 12:00+07') is not null, 'and the view');
select results_eq(
    $$select helper_unit, unit, channel, n_helped, last_helped_at from metrics.collaboration where window_days = 7
      order by helper_unit_id, unit_id, channel$$,
    $$values
        ('Kota 1', 'Dinas 2', 'all', 1::bigint, '2025-06-18 10:00+07'::timestamptz),
        ('Kota 1', 'Dinas 2', 'facebook', 1, '2025-06-18 10:00+07'),
        ('Dinas 2', 'Dinas 1', 'all', 1, '2025-06-19 10:00+07'),
        ('Dinas 2', 'Dinas 1', 'instagram', 1, '2025-06-19 10:00+07'),
        ('Dinas 3', 'Dinas 1', 'all', 2, '2025-06-20 10:00+07'),
        ('Dinas 3', 'Dinas 1', 'facebook', 2, '2025-06-20 10:00+07'),
        ('Dinas 3', 'Dinas 2', 'all', 1, '2025-06-19 10:00+07'),
        ('Dinas 3', 'Dinas 2', 'facebook', 1, '2025-06-19 10:00+07')$$,
    'seven local days, by channel and for all');
select results_eq(
    $$select unit_id, window_days, n_helped_others from metrics.response
      where channel = 'all' and window_days in (7, 28) order by 1, 2$$,
    $$values (0, 7, 0::bigint), (0, 28, 0), (1, 7, 0), (1, 28, 0), (2, 7, 1), (2, 28, 1), (3, 7, 3), (3, 28, 4)$$,
    'the headline view has them with the one that helped');
prepare other as
    select r.unit_id, r.channel, r.window_days, r.n_helped, c.n_helped
    from metrics.response as r
    left join (
        select unit_id, channel, window_days, sum(n_helped) as n_helped
        from metrics.collaboration group by 1, 2, 3
    ) as c using (unit_id, channel, window_days)
    where r.unit_id > 0 and r.n_helped <> coalesce(c.n_helped, 0);
select is_empty('other', 'their sum is n_helped of the unit asked');

-- Days that are taken out.
insert into core.exclusion (government_id, unit_id, first_on, last_on, decided_by, decided_at, reason)
values (1, 1, '2025-06-20', '2025-06-20', 'someone', '2025-06-20', 'our own outage');
select * from metrics.refresh_round('2025-06-20 12:00+07', 'ageing') \g /dev/null
select ok(metrics.refresh_view('metrics.collaboration_1', '2025-06-20 12:00+07') is not null, 'again');
select results_eq(
    $$select n_helped from metrics.collaboration
      where helper_unit_id = 3 and unit_id = 1 and channel = 'all' and window_days = 7$$,
    $$values (1::bigint)$$, 'one day less');
select is_empty('other', 'here and there');
set local role pantau_reader;
select is((select count(*) from metrics.collaboration), 4 * 2 * 4::bigint, 'readers see it: four pairs, a channel and all, four windows');
reset role;

select * from finish();
rollback;
