-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which trees and governments a dirty round computes at once: the smallest first, up to heavy_n
-- inquiries together.

begin;
select plan(5);
\ir reference/inquire.sql

create function pg_temp.ask(government_id int, unit_id int, number int)
returns void
language sql
as $$
    select pg_temp.inquire(government_id, ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid,
        unit_id, unit_id, 'comment', 'citizen', '2025-06-19 08:00+07', '2025-06-19 08:00+07', 'waiting',
        null, 'post')
$$;

create temporary view whole as
select government_id, n from metrics.response_rolling
where unit_id = 0 and scope = 'own' and channel = 'all' and opener = 'all' and population = 'needed'
    and clock = 'calendar' and window_days = 28
order by government_id;

-- Three governments of 3, 2 and 4 inquiries, one unit each.
select pg_temp.govern(g, 'Asia/Jakarta', 'id-asn', '{null}') from generate_series(1, 3) as g;
select pg_temp.ask(g, 1, 10 * g + n)
from (values (1, 3), (2, 2), (3, 4)) as w (g, most), generate_series(1, most) as n;
select from metrics.refresh_round('2025-06-20 12:00+07', 'ageing');
select results_eq('select * from whole', 'values (1, 3::bigint), (2, 2), (3, 4)', 'an ageing round computes all');

-- One more each: 2 + 3 of those stored are within 5, 4 more are not.
update metrics.refresh_setting set value = 5 where setting = 'heavy_n';
select pg_temp.ask(g, 1, 10 * g + 9) from generate_series(1, 3) as g;
select from metrics.refresh_round('2025-06-20 12:00:05+07', 'dirty');
select results_eq('select * from whole', 'values (1, 4::bigint), (2, 3), (3, 4)',
    'the two smallest are computed at once, the largest is put off');
select results_eq('select government_id from metrics.response_pending', 'values (3)', 'and remembered');
select results_eq($$select n from metrics.response_rolling where government_id = 3 and unit_id = 1 and scope = 'tree'
    and channel = 'all' and opener = 'all' and population = 'needed' and clock = 'calendar' and window_days = 28$$,
    'values (5::bigint)', 'its unit is current');

-- A minute later.
select from metrics.refresh_round('2025-06-20 12:01:05+07', 'dirty');
select results_eq('select * from whole', 'values (1, 4::bigint), (2, 3), (3, 5)', 'after its pause it follows');

select * from finish();
rollback;
