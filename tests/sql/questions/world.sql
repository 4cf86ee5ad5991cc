-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The city of the worked questions (sql/questions.md), small and regular, so that each answer there can be computed by
-- hand. It is Friday 20 June 2025, 12:00 in Jakarta. Dinas Jalan (roads), Dinas Air (water) and Dinas Taman (parks) have a
-- Facebook page each, Dinas Kota (town) has none; the mayor has a page; complaints come from lapor.
--
-- roads, below its posts, one question a day at 09:00, from 18 June (number 1) back to 26 May (number 24): number i is
--   answered after i hours, 21 to 24 wait; two who only say thanks need no answer. Of 24, S after the kth answer is (24 - k)/24: the median is 12 h, within 24 h
--   are 20/24, and all began more than 72 h ago but 1 and 2 (18 and 17 June, 51 and 75 h: number 1 alone is too young), so
--   the rate is 19 of 23. Of the last seven days (14 to 20 June) are 1 to 5: median 3 h; of the seven before 6 to 12: 9 h.
-- water, below its posts of February and March, as many: 1 to 10 are answered after i hours, the others wait: S stays at
--   14/24, so there is no median; the rate is 9 of 23.
-- The mayor names roads on 16 June at 10:00, who answers at 12:30, and water on 17 June at 10:00, who does not.

begin;
\ir ../helper/world.psql
\ir ../helper/complaint.psql
insert into core.unit (government_id, unit_id, code, name, kind, active_from) values (1, 4, 'town', 'Dinas Kota', 'dinas', '2025-01-01');
insert into ops.stream (government_id, account_id, stream, interval_s, first_success_at, last_success_at, last_complete_at)
select 1, a.account_id, s.stream, 900, '2024-01-01', '2025-06-20 04:55Z', '2025-06-20 04:55Z'
from core.account as a
join (values ('posts'), ('comments'), ('complaints')) as s (stream) on (a.access = 'feed') = (s.stream = 'complaints');

-- Posts p1 to p8: of roads on eight Tuesdays at 09:00 up to 22 April, of water on eight Mondays up to 24 March; below them was
-- asked. r1 to r4 of roads on the four Tuesdays up to 17 June. Each has 10 likes and 3 shares seven days after, every
-- fourth p is a video; r4 is younger than that. 1,000 followers of roads, 500 of water: 10 + 3 by 1,000 are 13, by 500 are 26; of
-- roads 11 posts are measured, and one has two comments of citizens within its seven days: (11 * 13 + 2) / 11 = 13.18.
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, permalink, first_observed_at,
    changed_observed_at)
select 1, p.account, p.letter || p.n, md5(concat('post', p.account, p.letter, p.n))::uuid,
    p.last_at::timestamptz - (p.most - p.n) * interval '7 days', case when p.letter = 'p' and p.n % 4 = 0 then 'video' else 'photo' end,
    'x', 'https://example.org/' || p.account || '/' || p.letter || p.n, p.last_at::timestamptz, p.last_at::timestamptz
from (
    select 1 as account, 'p' as letter, '2025-04-22 09:00+07' as last_at, 8 as most, n from generate_series(1, 8) as n
    union all
    select 1, 'r', '2025-06-17 09:00+07', 4, n from generate_series(1, 4) as n
    union all
    select 2, 'p', '2025-03-24 09:00+07', 8, n from generate_series(1, 8) as n
) as p;
insert into core.post_sample (government_id, account_id, post_id, observed_at, likes, comments, shares)
select 1, p.account_id, p.post_id, p.published_at + interval '1 day', 10, 2, 3 from core.post as p
union all
select 1, p.account_id, p.post_id, p.published_at + interval '7 days 1 hour', 10, 2, 3 from core.post as p
where p.published_at < '2025-06-12';
-- What the daemon measured of the texts of r1 to r4: two tell when, two where and when, one in Sundanese.
insert into core.text_measure (government_id, account_id, kind, external_id, text_key, version, tried_version, measured_at, words, sentences,
    letters, looked_up, unknown_words, language, gave_language, has_date, has_time, has_place, has_contact, has_link, greets, thanks,
    apologizes, addresses, insults, shouts, copy_hash)
select 1, 1, 'post', 'r' || n, 0, 1, 1, '2025-06-18', 10, 2, 50, case when n < 4 then 10 end, case when n < 4 then n - 1 end,
    case when n < 4 then 'id' else 'su' end, false, n <= 2, n <= 2, n in (2, 3), false, false, false, false, false, false, false, false, n
from generate_series(1, 4) as n;
insert into core.account_sample (government_id, account_id, observed_at, followers)
values (1, 1, '2025-01-01', 1000), (1, 2, '2025-01-01', 500), (1, 3, '2025-01-01', 80), (1, 1, '2025-06-15', 1000);
insert into ops.target (government_id, account_id, stream, external_id, published_at, first_success_at, last_success_at)
select 1, p.account_id, 'comments', p.external_id, p.published_at, p.published_at, '2025-06-20 04:55Z' from core.post as p;

create function pg_temp.hours(account int, i int, plus int) returns text language sql as $$
    select to_char(timestamp '2025-06-19 09:00' - i * interval '1 day' + plus * interval '1 hour', 'YYYY-MM-DD HH24:MI')
$$;
select pg_temp.say(account, 'q' || i, pg_temp.hours(account, i, 0), 'q' || i, 'c' || i, 'Kapan diperbaiki?')
from generate_series(1, 2) as account, generate_series(1, 24) as i \g /dev/null
select pg_temp.say(account, 'a' || i, pg_temp.hours(account, i, i), 'q' || i, account::text, 'Sudah diperbaiki kemarin sore.', 'q' || i, 'reply')
from (values (1, 20), (2, 10)) as u (account, answered), generate_series(1, answered) as i \g /dev/null
select pg_temp.say(1, 'm1', '2025-06-16 10:00', 'm1', '4', 'Tolong ditangani, kapan selesai?'),
    pg_temp.say(1, 'm1a', '2025-06-16 12:30', 'm1', '1', 'Siap, sudah selesai diperbaiki siang ini.', 'm1', 'reply'),
    pg_temp.say(2, 'm2', '2025-06-17 10:00', 'm2', '4', 'Bagaimana ini, kapan selesai?'),
    pg_temp.say(1, 't1', '2025-06-04 10:00', 't1', 'c1', 'Terima kasih'), pg_temp.say(1, 't2', '2025-06-05 10:00', 't2', 'c2', 'Terima kasih'),
    pg_temp.say(1, 't1a', '2025-06-04 11:00', 't1', '1', 'Sama-sama, semoga lancar di jalan.', 't1', 'reply') \g /dev/null
-- Thanks stand below r2, all else below p1 to p8 in turn.
update core.message as m
set post_external_id = case when m.thread_key like 't%' then 'r2' else 'p' || 1 + substr(m.thread_key, 2)::int % 8 end,
    permalink = 'https://example.org/' || m.account_id || '/' || m.external_id;
select core.derive_message(1, m.account_id, array_agg(distinct m.thread_key)) from core.message as m group by m.account_id \g /dev/null

-- Complaints, disposed within the hour in which they came. 1 is answered by roads two days later, to 2 it says four days later that it
-- will be passed on; 3 waits at roads; 4 went to water, which gave it back after six hours, then to roads, which answered a day
-- after: (2 + 4 + 1)/3 = 2.33 days, three waits of 2, 2 (4 and 5 June; the 6th is a holiday, the 7th a Saturday) and 1 working days, one
-- open: median 2. 5 waits at water. 1 was closed by the reporter, 2 by the timer. Five working days after 10 June end with the
-- 17th, after the 12th with the 19th. With these channel all of roads has 28, of which 20 + 1 + 1 are answered: S is 1/2 after
-- the 14th, 14 h; of the 27 that began 72 h before, 19 + 2 were answered by then.
select pg_temp.complaint('1', 'closed_by_reporter', topic => 'Jalan rusak', received => '2025-06-02 08:00', words => 'Jalan Mawar berlubang besar'),
    pg_temp.complaint('2', 'closed_by_system', topic => 'Jalan rusak', received => '2025-06-03 08:00', words => 'Jalan Melati rusak parah'),
    pg_temp.complaint('3', 'disposed', topic => 'Jalan rusak', received => '2025-06-10 08:00', words => 'Jalan Anggrek amblas'),
    pg_temp.complaint('4', 'in_process', topic => 'Drainase', received => '2025-06-11 08:00', words => 'Selokan mampet di Jalan Kenanga'),
    pg_temp.complaint('5', 'disposed', topic => 'Drainase', received => '2025-06-12 08:00', words => 'Selokan tersumbat') \g /dev/null
select pg_temp.event(id, 'd', 'disposed', at_local, unit) from (values ('1', '2025-06-02 09:00', 'Dinas Jalan'),
    ('2', '2025-06-03 09:00', 'Dinas Jalan'), ('3', '2025-06-10 09:00', 'Dinas Jalan'), ('4', '2025-06-11 09:00', 'Dinas Air'),
    ('5', '2025-06-12 09:00', 'Dinas Air')) as e (id, at_local, unit) \g /dev/null
select pg_temp.event('1', 'a', 'answered', '2025-06-04 09:00', words => 'Lubang di Jalan Mawar sudah ditambal'),
    pg_temp.event('1', 'c', 'closed', '2025-06-05 09:00', actor => 'reporter'),
    pg_temp.event('2', 'a', 'acknowledged', '2025-06-07 09:00', words => 'Terima kasih, laporan akan kami teruskan'),
    pg_temp.event('2', 'c', 'closed', '2025-06-18 09:00', actor => 'timer'),
    pg_temp.event('4', 'r', 'returned', '2025-06-11 15:00', 'Dinas Air'),
    pg_temp.event('4', 'd2', 'disposed', '2025-06-12 09:00', 'Dinas Jalan'),
    pg_temp.event('4', 'a', 'answered', '2025-06-13 09:00', words => 'Selokan di Jalan Kenanga sudah dibersihkan') \g /dev/null
select core.derive_complaint(1, 9, '{1,2,3,4,5}') \g /dev/null

select ops.register('population', '32.75', '[{"line": 2, "valid_from": "2025", "residents": "100000", "source": "BPS 2025"},
    {"line": 3, "unit": "roads", "valid_from": "2025", "residents": "100000", "source": "BPS 2025"}]', 'Ani', 'the city''s numbers', false) \g /dev/null
select ops.register('officers', '32.75', '[
    {"line": 2, "code": "j1", "unit": "roads", "position": "Juru bicara", "role": "spokesperson", "valid_from": "2025", "account": "facebook:roads"},
    {"line": 3, "code": "j2", "unit": "parks", "position": "Juru bicara", "role": "spokesperson", "valid_from": "2025", "account": "facebook:parks"}]',
    'Ani', 'decree 12', false) \g /dev/null
commit;
