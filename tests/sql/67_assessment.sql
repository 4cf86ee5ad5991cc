-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Assessments: which rows of a file are refused, what is kept, corrected and taken back, agreement with each other and with
-- rules. Kappas are worked out by hand beside the verdicts; the function has its own tests in 66_label.sql.

begin;
\ir helper/world.psql
select plan(37);

-- Ten replies of the roads' page, the last under the page of the water works; a citizen; posts; cases in the feed.
insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, role, text, reply_class,
    permalink, first_observed_at, changed_observed_at)
select 1, case when n = 10 then 2 else 1 end, 'r' || n, timestamptz '2025-05-20 08:00+07' + n * interval '1 hour', 'r' || n, 'reply',
    decode(md5('account 1'), 'hex'), 'official', 'x', case when n <= 2 then 'substantive' else 'stock' end,
    'https://example.org/r' || case when n in (8, 9) then '89' else n::text end, now(), now()
from generate_series(1, 10) as n
union all
select 1, 1, 'c1', '2025-05-20 07:00+07', 'c1', 'comment', '0123456789abcdef', 'citizen', 'x', null, 'https://example.org/c1', now(), now();
-- Rules find a greeting in 1, 2, 3, 4, 6 and 8.
insert into core.text_measure
select 1, m.account_id, 'message', m.external_id, m.sent_at, 0, 1, 1, now(), 3, 1, 12, null, null, 'id', false, false, false, false,
    false, false, m.external_id in ('r1', 'r2', 'r3', 'r4', 'r6', 'r8'), false, false, false, m.external_id = 'r3', false, null
from core.message as m where m.role = 'official';
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, permalink, first_observed_at,
    changed_observed_at, purpose)
select 1, account, id, md5(id)::uuid, timestamptz '2025-05-20 23:00+00', 'text', 'x', 'https://example.org/' || id, now(), now(), 'event'
from (values (1, 'p1'), (3, 'p2'), (3, 'p3')) as p (account, id);
insert into core.text_measure
values (1, 1, 'post', 'p1', null, 0, 1, 1, now(), 3, 1, 12, 3, 0, 'jv', false, true, false, false, false, false, false, false, false,
    false, false, false, null);
insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, unit_id, status, status_observed_at, received_at,
    substantive_reply_at, mapped_topic, first_observed_at, changed_observed_at)
values (1, 9, '77', 'lapor', md5('77')::uuid, 2, 'disposed', now(), '2025-05-20', '2025-05-22', 'floods', now(), now()),
    (1, 9, '78', 'lapor', md5('78')::uuid, 0, 'unverified', now(), '2025-05-20', null, null, now(), now());
select pg_temp.say(1, 'q1', '2025-05-20 10:00', 'q1', null, 'Kapan jalan diperbaiki?');
select core.derive_message(1, 1, '{q1}') \g /dev/null
select inquiry_id as inquiry from core.inquiry where opening_id = 'q1' \gset

create function pg_temp.enter(given jsonb, trial boolean default false, person text default 'Ani', government text default null)
returns setof text
language sql
as $$
    select concat_ws(' ', line, outcome, '[' || subject || ']', detail)
    from ops.assess(government, given, person, 'jury of May', trial)
$$;
create function pg_temp.rows(criterion text, verdicts jsonb)
returns jsonb
language sql
as $$
    select jsonb_agg(jsonb_build_object('line', 1 + o.n, 'criterion', criterion, 'item', v.key, 'score', v.value,
        'account', case when v.key = 'r10' then 'facebook:water' when v.key ~ '^r' then 'facebook:roads' end) order by o.n)
    from jsonb_each_text(verdicts) as v
    cross join lateral (select replace(v.key, 'r', '')::int as n) as o
$$;

-- What makes no sense, all of it at once; nothing is kept.
select results_eq($$select pg_temp.enter('[
    {"line": 2, "item": "https://example.org/p1", "criterion": "beauty", "score": "yes"},
    {"line": 3, "item": "https://example.org/p9", "criterion": "has_date", "score": "yes"},
    {"line": 4, "item": "r1", "criterion": "greets", "score": "yes"},
    {"line": 5, "item": "https://example.org/r89", "criterion": "greets", "score": "yes"},
    {"line": 6, "item": "https://example.org/p1", "criterion": "clear", "score": "0.7"},
    {"line": 7, "item": "https://example.org/p1", "criterion": "has_date"},
    {"line": 8, "criterion": "has_date", "score": "yes"},
    {"line": 9, "item": "https://example.org/c1", "criterion": "greets", "score": "yes"},
    {"line": 10, "item": "https://example.org/p1", "criterion": "has_date", "score": "-"},
    {"line": 11, "item": "https://example.org/p2", "criterion": "has_date", "score": "ya"},
    {"line": 12, "item": "p2", "account": "facebook:parks", "criterion": "Has_date", "score": "no", "assessor": " ANI "},
    {"line": 13, "item": "not-a-uuid", "criterion": "inquiry_answered", "score": "no"},
    {"line": 14, "score": "no"},
    {"line": 15, "item": "p2", "account": "facebook:roads", "criterion": "clear", "score": "full"},
    {"line": 16, "item": "https://example.org/p1", "account": "facebook:parks", "criterion": "clear", "score": "full"}]')$$,
    array[
        '2 refused [https://example.org/p1 by ani] "beauty" is no criterion: '
            || (select string_agg(distinct criterion, ', ' order by criterion) from core.criterion),
        '3 refused [has_date https://example.org/p9 by ani] there is no post "https://example.org/p9"',
        '4 refused [greets r1 by ani] there is no reply "r1": an id needs its account (platform:handle)',
        '5 refused [greets https://example.org/r89 by ani] several items are called so: their account must be said',
        '6 refused [clear https://example.org/p1 by ani] "0.7" is no score: full, partly, lacking',
        '7 refused [has_date https://example.org/p1 by ani] score is missing',
        '8 refused [has_date by ani] item is missing: its address, or its id',
        '9 refused [greets https://example.org/c1 by ani] there is no reply "https://example.org/c1"',
        '10 refused [has_date https://example.org/p1 by ani] there is no verdict to be taken back',
        '11 new [has_date https://example.org/p2 by ani]',
        '12 refused [has_date p2 by ani] the same item, criterion and assessor as line 11',
        '13 refused [inquiry_answered not-a-uuid by ani] there is no inquiry "not-a-uuid"',
        '14 refused [by ani] criterion is missing',
        '15 refused [clear p2 by ani] there is no post "p2" of account facebook:roads',
        '16 refused [clear https://example.org/p1 by ani] there is no post "https://example.org/p1" of account facebook:parks'], 'all problems of a file at once');
select is_empty('select from core.assessment', 'and nothing of it is kept');
select throws_ok($$select pg_temp.enter('[]')$$, 'PT007', 'the file has no rows', 'an empty file is none');
select throws_ok($$select pg_temp.enter('[]', person => ' ')$$, 'PT007', 'it must be said who decides', 'nobody assesses nothing');
select throws_ok($$select pg_temp.enter('[]', government => '99')$$, 'PT007', 'there is no government 99', 'nor for nobody');

-- Items by address, by account and id, by tracking id, by the id of an inquiry; words of both languages and numbers.
\set file '[{"line": 2, "item": "https://example.org/p1", "criterion": "has_date", "score": "Ya", "reason": "it names Friday"}, {"line": 3, "item": "p2", "account": "facebook:parks", "criterion": "clear", "score": "0,5", "assessor": "Budi"}, {"line": 4, "item": "https://example.org/p3", "criterion": "clear", "score": "LACKING", "assessor": "Budi"}, {"line": 5, "item": "77", "criterion": "complaint_answered", "score": "1"}, {"line": 6, "item": "78", "account": "lapor", "criterion": "complaint_topic", "score": "banjir"}, {"line": 7, "item": ":inquiry", "criterion": "inquiry_answered", "score": "tidak"}, {"line": 8, "item": "p2", "account": "facebook:parks", "criterion": "purpose", "score": "kegiatan"}]'
select replace(:'file', ':inquiry', :'inquiry') as file \gset
select is((select array_agg(split_part(e, ' ', 2)) from pg_temp.enter(:'file', true) as e), array_fill('new'::text, '{7}'), 'a trial tells');
select is_empty('select from core.assessment', 'and keeps nothing');
select is((select array_agg(split_part(e, ' ', 2)) from pg_temp.enter(:'file') as e), array_fill('new'::text, '{7}'), 'a file is entered');
select results_eq($$select item_kind, account_id, item_id, criterion, criterion_version, verdict, score, decided_by, reason, entered_by
    from core.assessment order by assessment_id$$,
    format($$values ('post', 1, 'p1', 'has_date', 1, 'yes', 1::float8, 'ani', 'it names Friday', 'Ani'),
        ('post', 3, 'p2', 'clear', 1, 'partly', 0.5, 'budi', null, 'Ani'), ('post', 3, 'p3', 'clear', 1, 'lacking', 0, 'budi', null, 'Ani'),
        ('complaint', 9, '77', 'complaint_answered', 1, 'yes', 1, 'ani', null, 'Ani'),
        ('complaint', 9, '78', 'complaint_topic', 1, %L, null, 'ani', null, 'Ani'),
        ('inquiry', 1, %L, 'inquiry_answered', 1, 'no', 0, 'ani', null, 'Ani'), ('post', 3, 'p2', 'purpose', 1, 'event', null, 'ani', null, 'Ani')$$,
        (select topic from core.topic where lower(label_id) = 'banjir'), :'inquiry'), 'as it says');
select is((select array_agg(split_part(e, ' ', 2)) from pg_temp.enter(:'file') as e), array_fill('unchanged'::text, '{7}'), 'again: nothing');
select results_eq($$select count(*), count(distinct person || action || reason) from ops.audit$$, $$values (7::bigint, 1::bigint)$$,
    'what did not change leaves no trace');
select is((select array_agg(e) from pg_temp.enter('[{"line": 2, "item": "https://example.org/p1", "criterion": "has_date", "score": "no"},
    {"line": 3, "item": "https://example.org/p3", "criterion": "clear", "score": "-", "assessor": "budi"}]') as e),
    array['2 changed [has_date https://example.org/p1 by ani]', '3 taken back [clear https://example.org/p3 by budi]'], 'a second thought');
select results_eq($$select item_id, verdict, revoked_at is null from core.assessment where criterion in ('has_date', 'clear') order by assessment_id$$,
    $$values ('p1', 'yes', false), ('p2', 'partly', true), ('p3', 'lacking', false), ('p1', 'no', true)$$, 'the first one stays, revoked');
select results_eq($$select subject, before ->> 'verdict', after ->> 'verdict' from ops.audit where before is not null order by 1$$,
    $$values ('clear https://example.org/p3 by budi', 'lacking', null), ('has_date https://example.org/p1 by ani', 'yes', 'no')$$,
    'who changed what');
select results_eq($$select assessor, assessor_no from core.assessor order by 2$$, $$values ('ani', 1), ('budi', 2)$$, 'assessors have numbers');
select results_eq($$select account, item_id, criterion, verdict, assessor, standing from ops.assessments('32.75', 1)$$,
    $$values ('facebook:roads', 'p1', 'has_date.1', 'no', 'ani', 'stands')$$, 'the newest first');

-- What rules say of the same, and whose the items are: the post of 06:00 on the 21st local time is of unit 1; a retired
-- inquiry is what holds its messages.
select results_eq($$select item_id, criterion, proxy_verdict, unit_id, unit_code, item_kind, channel, permalink from metrics.assessment
    where revoked_at is null and item_kind <> 'inquiry' order by criterion$$,
    $$values ('p2', 'clear', null, 3, 'parks', 'post', 'facebook', 'https://example.org/p2'),
        ('77', 'complaint_answered', 'yes', 2, 'water', 'complaint', 'lapor', null), ('78', 'complaint_topic', 'none', 0, '', 'complaint', 'lapor', null),
        ('p1', 'has_date', 'yes', 1, 'roads', 'post', 'facebook', 'https://example.org/p1'),
        ('p2', 'purpose', 'event', 3, 'parks', 'post', 'facebook', 'https://example.org/p2')$$, 'beside what rules say');
update core.account_owner set valid_to = '2025-05-20' where account_id = 1;
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 1, '2025-05-21', 2);
select is((select unit_code from metrics.assessment where item_id = 'p1' and revoked_at is null), 'water', 'of the owner of that local day');
delete from core.account_owner where account_id = 1 and valid_from = '2025-05-21';
update core.account_owner set valid_to = null where account_id = 1;
select is((select proxy_verdict || ' ' || unit_code from metrics.assessment where item_kind = 'inquiry'), 'no roads', 'an inquiry waits');
select pg_temp.say(1, 'q0', '2025-05-20 09:30', 'q1', null, 'Jalan rusak, kapan?');
select core.derive_message(1, 1, '{q1}') \g /dev/null
select is((select count(*) from core.inquiry where opening_id = 'q0' and inquiry_id <> :'inquiry'), 1::bigint, 'an older message came to light');
select is((select unit_code || ' ' || (written_at at time zone 'Asia/Jakarta')::time from metrics.assessment where item_kind = 'inquiry'),
    'roads 09:30:00', 'and the verdict is of what holds its messages now');

-- Each criterion with rules behind it says one of its words of rows in which all is told, and each without says nothing.
select is_empty($$
    select c.criterion, v.verdict
    from core.criterion as c
    cross join core.post as p
    cross join core.message as m
    cross join core.text_measure as t
    cross join core.complaint as k
    cross join core.inquiry as i
    cross join lateral (select core.proxy_verdict(c.criterion, p, m, t, k, i) as verdict) as v
    where p.external_id = 'p1' and m.external_id = 'r1' and t.external_id = 'p1' and k.external_id = '77' and i.opening_id = 'q0'
        and (c.proxy is null and v.verdict is not null
            or c.proxy is not null and not exists (
                select from core.criterion_choices(c.criterion, c.version) as w where w.choice = v.verdict))$$, 'rules use the same words');
select results_eq($$select c.criterion, core.proxy_verdict(c.criterion, p, m, t, null, null)
    from core.criterion as c, core.message as m
    join core.text_measure as t on t.external_id = m.external_id and t.kind = 'message'
    join core.post as p on p.external_id = 'p1'
    where m.external_id = 'r3' and c.criterion in ('greets', 'thanks', 'insults', 'polite', 'answers', 'reply_class', 'post_language') order by 1$$,
    $$values ('answers', 'no'), ('greets', 'yes'), ('insults', 'yes'), ('polite', 'no'), ('post_language', 'id'), ('reply_class', 'stock'), ('thanks', 'no')$$,
    'as they were measured');
select results_eq($$select core.proxy_verdict('inquiry_answered', null, null, null, null, jsonb_populate_record(i, v.said))
    from core.inquiry as i cross join (values
        (1, '{"state": "answered", "reply_class": "stock"}'::jsonb), (2, '{"state": "answered", "reply_class": "stock", "substantive_at": "2025-05-21"}'),
        (3, '{"state": "answered", "source_kind": "complaint"}'), (4, '{"state": "helped"}'), (5, '{"state": "closed_unanswered"}'),
        (6, '{"state": "answered"}')) as v (n, said) where i.opening_id = 'q0' order by v.n$$,
    $$values ('no'), ('yes'), ('yes'), (null), ('no'), (null)$$, 'what became of an inquiry');

-- Ani greets: 1 to 5; Budi: 1 to 4, 6, 7. Both yes 4, Ani alone 1, Budi alone 2, none 3: alike 0.7, by chance
-- 0.5*0.6 + 0.5*0.4 = 0.5: kappa 0.4. Rules say 1, 2, 3, 4, 6, 8. With Ani: yes 4, alone 1 and 2, none 3: 0.4 too. With Budi: 5, 1, 1, 3:
-- alike 0.8, by chance 0.36 + 0.16 = 0.52: kappa 0.28/0.48. Of most: 5, 6 and 7 are a draw; of seven both yes 4, rules
-- alone 1, none 2: alike 6/7, by chance (4*5 + 3*2)/49 = 26/49: kappa (42 - 26)/(49 - 26) = 16/23.
select is((select count(*) from pg_temp.enter(pg_temp.rows('greets', '{"r1": "yes", "r2": "yes", "r3": "yes", "r4": "yes", "r5": "yes", "r6": "no",
    "r7": "no", "r8": "no", "r9": "no", "r10": "no"}')) as e where e ~ ' new '), 10::bigint, 'Ani');
select is((select count(*) from pg_temp.enter(pg_temp.rows('greets', '{"r1": "yes", "r2": "yes", "r3": "yes", "r4": "yes", "r5": "no", "r6": "yes",
    "r7": "yes", "r8": "no", "r9": "no", "r10": "no"}'), person => 'budi') as e where e ~ ' new '), 10::bigint, 'Budi');
select results_eq($$select compared_with, assessor_no, other_assessor_no, n_pairs, n_differ, round(agreement::numeric, 6), round(kappa::numeric, 6)
    from metrics.assessment_agreement where criterion = 'greets' order by 1, 2$$,
    $$values ('assessors', 1, 2, 10::bigint, 3::bigint, 0.700000, 0.400000), ('rules', 0, 0, 7, 1, 0.857143, 0.695652),
        ('rules', 1, 0, 10, 3, 0.700000, 0.400000), ('rules', 2, 0, 10, 2, 0.800000, 0.583333)$$, 'agreement of people, and with rules');
-- Fleiss, Cohen and Everitt for 2 x 2 with p = (.4 .1 / .2 .3): standard error 0.28284, worked out by the derivatives of
-- the ratio: cells' slopes 1, -1.1, -0.9*... see test_label_random.py, which computes them for any table.
select ok((select kappa_low < kappa and kappa < kappa_high and kappa_high <= 1 from metrics.assessment_agreement
    where criterion = 'greets' and compared_with = 'assessors'), 'with an interval');
-- Means over items: 4 of 1, three of 0.5, 3 of 0: 5.5 of 10; rules 6 of 10. All are unit 1's, the one under another page too.
select results_eq($$select unit_code, n_items, n_verdicts, n_assessors, round(score_mean::numeric, 6), n_proxy, round(proxy_score_mean::numeric, 6),
    round(people_score_mean::numeric, 6) from metrics.assessment_unit where criterion = 'greets'$$,
    $$values ('roads', 10::bigint, 20::bigint, 2::bigint, 0.550000, 10::bigint, 0.600000, 0.550000)$$, 'of the unit');
delete from core.text_measure where external_id in ('r5', 'r6', 'r7');
select results_eq($$select n_items, n_proxy, round(proxy_score_mean::numeric, 6), round(people_score_mean::numeric, 6)
    from metrics.assessment_unit where criterion = 'greets'$$,
    $$values (10::bigint, 7::bigint, 0.714286, 0.571429)$$, 'what was not measured is compared with nothing');
-- A revoked verdict counts nowhere: without Budi's of 10, nine pairs.
select pg_temp.enter('[{"line": 2, "item": "r10", "account": "facebook:water", "criterion": "greets", "score": "-"}]', person => 'Budi') \g /dev/null
select is((select n_pairs from metrics.assessment_agreement where criterion = 'greets' and compared_with = 'assessors'), 9::bigint,
    'what was taken back is out');
-- Another version asks something else: its verdicts stand beside those of the first.
insert into core.criterion
select criterion, 2, item_kind, '{no,yes}', '{tidak,ya}', '{0,1}', by_text, proxy, label_en, label_id, question_en, question_id
from core.criterion where criterion = 'greets';
select is((select array_agg(e) from pg_temp.enter('[{"line": 2, "item": "r1", "account": "facebook:roads", "criterion": "greets", "score": "no"}]') as e),
    array['2 new [greets r1 by ani]'], 'the newest version is asked');
select results_eq($$select criterion_version, verdict from metrics.assessment where criterion = 'greets' and item_id = 'r1' and assessor_no = 1
    and revoked_at is null order by 1$$, $$values (1, 'yes'), (2, 'no')$$, 'and the first one''s verdict stays');
select results_eq($$select criterion_version, sum(n_pairs) from metrics.assessment_agreement where criterion = 'greets' and compared_with = 'assessors'
    group by 1$$, $$values (1, 9::numeric)$$, 'compared with verdicts of its own version alone');

-- Readers see verdicts and no names; operators enter them.
grant usage on schema tap to pantau_reader, pantau_operator;
set local role pantau_reader;
select lives_ok($$select a.*, g.kappa, u.score_mean, c.choices from metrics.assessment as a, metrics.assessment_agreement as g, metrics.assessment_unit as u,
    metrics.criterion as c limit 1$$, 'a reader reads them');
select throws_ok($$select ops.assess(null, '[]', 'Ani', 'x', false)$$, '42501', null, 'and enters none');
set local role pantau_operator;
select throws_ok($$select ops.assess(null, '[]', 'Ani', 'x', false)$$, 'PT007', 'the file has no rows', 'an operator may');
reset role;

select * from finish();
rollback;
