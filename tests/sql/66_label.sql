-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Labels: how a sample is drawn, who labels what, agreement, precision and recall. Textbook examples with their published
-- values; shares of the hand-made world worked out by hand; test_label_random.py computes all of it a second time.

begin;
\ir helper/world.psql
select plan(51);

-- Wilson: 95 % for 8 of 10 is 0.490 to 0.943, for 0 of 10 0 to 0.278 (Agresti and Coull 1998; Newcombe 1998: 81 of 263 is 0.2553
-- to 0.3662, 15 of 148 is 0.0624 to 0.1605, 0 of 20 is 0 to 0.1611, 1 of 29 is 0.0061 to 0.1718).
select is(round(metrics.wilson(x, n, side)::numeric, 4), want, format('Wilson, %s of %s, %s', x, n, side))
from (
    values (81, 263, -1, 0.2553), (81, 263, 1, 0.3662), (15, 148, -1, 0.0624), (15, 148, 1, 0.1605), (0, 20, -1, 0.0000),
        (0, 20, 1, 0.1611), (1, 29, -1, 0.0061), (1, 29, 1, 0.1718)
) as known (x, n, side, want);
select is(metrics.wilson(0, 0, 1), null, 'of nothing there is no share');

-- Cohen's kappa: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no is 0.4. 106 of 200 rated alike in the table of Fleiss, Cohen and
-- Everitt (1969): p = (.53 .05 .02 / .11 .14 .05 / .01 .06 .03), n = 200: kappa 0.429, standard error 0.054.
create function pg_temp.pairs(words text[], counts int[], which int) returns text[] language sql as $$
    select array_agg(case which when 1 then words[a] else words[b] end order by a, b, n)
    from generate_subscripts(words, 1) as a
    cross join generate_subscripts(words, 1) as b
    cross join lateral generate_series(1, counts[(a - 1) * cardinality(words) + b]) as n
$$;
select results_eq(
    $$select n, agreement, round(kappa::numeric, 10) from metrics.cohen_kappa(
        pg_temp.pairs('{yes,no}', '{20,5,10,15}', 1), pg_temp.pairs('{yes,no}', '{20,5,10,15}', 2))$$,
    $$values (50::bigint, 0.7::float8, 0.4000000000)$$, 'kappa of two');
select results_eq(
    $$select n, round(agreement::numeric, 9), round(kappa::numeric, 3), round(((kappa_high - kappa_low) / 2 / 1.959964)::numeric, 3)
      from metrics.cohen_kappa(pg_temp.pairs('{a,b,c}', '{106,10,4,22,28,10,2,12,6}', 1),
          pg_temp.pairs('{a,b,c}', '{106,10,4,22,28,10,2,12,6}', 2))$$,
    $$values (200::bigint, 0.7, 0.429, 0.054)$$, 'kappa of three and its standard error');
select results_eq($$select n, agreement, kappa, kappa_low, kappa_high from metrics.cohen_kappa('{a,a,b,null}', '{a,a,b,b}')$$,
    $$values (3::bigint, 1::float8, 1::float8, 1::float8, 1::float8)$$, 'all alike; what one alone labelled is no pair');
select results_eq($$select n, agreement, kappa, kappa_low from metrics.cohen_kappa('{a,a}', '{a,a}')$$,
    $$values (2::bigint, 1::float8, null::float8, null::float8)$$, 'one word only: chance would do as well');
select results_eq($$select n, agreement, kappa from metrics.cohen_kappa('{a,b}', '{b,a}')$$,
    $$values (2::bigint, 0::float8, -1::float8)$$, 'never alike');
select results_eq($$select n, agreement, kappa from metrics.cohen_kappa(null, null)$$,
    $$values (0::bigint, null::float8, null::float8)$$, 'nobody labelled anything');

-- 30 messages of May that the rules take for questions, 60 that they do not; some of other days, of officials, gone, erased.
insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, role, text,
    needs_answer, rule, first_observed_at, changed_observed_at)
select 1, 1, 'q' || n, timestamptz '2025-05-20 08:00+07', 'q' || n, 'comment', '0123456789abcdef'::bytea, 'citizen', 'question ' || n, true, 'question_word.1',
    now(), now() from generate_series(1, 30) as n
union all
select 1, 1, 's' || n, '2025-05-31 23:59:59+07', 's' || n, 'comment', '0123456789abcdef', 'citizen', '=said ' || n || '"', false,
    'statement.1', now(), now() from generate_series(1, 60) as n
union all
select 1, 1, 'o' || n, '2025-06-01 00:00+07', 'o' || n, 'comment', '0123456789abcdef', 'citizen', 'after', true, 'x.1', now(), now()
from generate_series(1, 5) as n
union all
select 1, 1, 'r' || n, '2025-05-20 08:00+07', 'q1', 'comment', '0123456789abcdef', 'official', 'reply', false, 'x.1', now(), now()
from generate_series(1, 5) as n
union all
select 1, 1, 'e' || n, '2025-05-20 08:00+07', 'e', 'comment', '0123456789abcdef', 'citizen', case n when 1 then ' ' end, true, 'x.1', now(), now()
from generate_series(1, 2) as n;
select results_eq(
    $$select stratum, frame_count, drawn_count from ops.label_draw('32.75', 'needs_answer', '2025-05-01', '2025-05-31', 40, 7,
        'Ani', 'May')$$,
    $$values ('no', 60::bigint, 20::bigint), ('yes', 30, 20)$$, 'equally many of each verdict');
create temporary table task as select max(task_id) as id from core.label_task;
select results_eq('select stratum, rules from core.label_stratum order by 1',
    $$values ('no', '{statement.1}'::text[]), ('yes', '{question_word.1}')$$, 'with the rules behind them');
select set_eq('select item_no from core.label_item', 'select generate_series(1, 40)', 'numbered in the order of the lots');
create temporary table again as select item_no, item_id from core.label_item;
select lives_ok($$select ops.label_draw('32.75', 'needs_answer', '2025-05-01', '2025-05-31', 40, 7, 'Ani', 'again')$$, 'once more');
select set_eq('select item_no, item_id from core.label_item where task_id <> (select id from task)',
    'select item_no, item_id from again', 'the same seed draws the same');
select lives_ok($$select ops.label_draw('32.75', 'needs_answer', '2025-05-01', '2025-05-31', 100, 8, 'Ani', 'other')$$, 'another one');
select results_eq($$select stratum, drawn_count from core.label_stratum where task_id = (select max(task_id) from core.label_task)
    order by 1$$, $$values ('no', 50::bigint), ('yes', 30)$$, 'all there are where these are fewer');
select throws_like(format($$select ops.label_draw(%s, 'Ani', 'May')$$, call), said, said)
from (
    values
        ($$'32.75', 'colour', '2025-05-01', '2025-05-31', 40, 7$$, 'colour is no criterion%'),
        ($$'32.75', 'answers', '2025-05-01', '2025-05-31', 40, 7$$, 'answers is no criterion: addresses, apologizes, complaint_topic, greets%'),
        ($$'32.75', 'intent', '2025-05-31', '2025-05-01', 40, 7$$, 'the last day lies before the first'),
        ($$'32.75', 'intent', '2025-04-01', '2025-04-02', 40, 7$$, 'no text of these days%'),
        ($$'32.76', 'intent', '2025-05-01', '2025-05-02', 40, 7$$, 'there is no government 32.76'),
        ($$null, 'intent', '2025-05-01', '2025-05-02', 0, 7$$, 'between 1 and 100000%')
) as wrong (call, said);

-- Two label: Ani calls all of the questions so but the first two, Budi all but the first; of the statements both find one
-- question, Budi a second one.
create temporary table lot as
select item_no, stratum, row_number() over (partition by stratum order by item_no) as nth
from core.label_item where task_id = (select id from task);
select is(count(*)::int, 40, 'Ani has all to do') from ops.label_open((select id from task), 'Ani');
select is(count(*)::int, 0, 'nobody is told what the rules say')
from ops.label_open((select id from task), 'Ani') as o where to_jsonb(o)::text ~ 'question_word|statement';
select ops.label_give((select id from task), item_no, ' ANI',
    case when stratum = 'yes' and nth > 2 or stratum = 'no' and nth = 1 then 'yes' else 'No' end) from lot \g /dev/null
select throws_ok(format($$select ops.label_give(%s, 1, 'ani', 'yes')$$, (select id from task)), 'PT007',
    'ani labelled text 1 already', 'once');
select ops.label_give((select id from task), item_no, 'budi',
    case when stratum = 'yes' and nth > 1 or stratum = 'no' and nth <= 2 then 'yes' else 'no' end) from lot \g /dev/null
-- Alike 38 of 40; Ani says yes 19 times, Budi 21: chance is (19*21 + 21*19)/1600 = 0.49875; (0.95 - 0.49875) / 0.50125.
select results_eq(
    $$select n_texts, n_pairs, n_differ, n_decided, agreement, round(kappa::numeric, 6) from metrics.label_agreement
      where task_id = (select id from task)$$,
    $$values (40::bigint, 40::bigint, 2::bigint, 0::bigint, 0.95::float8, 0.900249)$$, 'how far they agree');
-- For good: of the questions 18 yes, 1 no; of the statements 1 yes, 18 no. Precision of yes 18/19, of no 18/19. There are 30 and
-- 60: found are 30*18/19 = 28.42, missed 60/19 = 3.16: recall 9/10. Of no: found 60*18/19 = 56.84, missed 30/19 = 1.58: 36/37.
select results_eq(
    $$select verdict, n_frame, n_drawn, n_called, n_right, n_meant, round(precision_share::numeric, 6), round(recall_share::numeric, 6)
      from metrics.rule_quality where task_id = (select id from task) order by 1$$,
    $$values ('no', 60::bigint, 20::bigint, 19::bigint, 18::bigint, 19::bigint, 0.947368, 0.972973),
        ('yes', 30, 20, 19, 18, 19, 0.947368, 0.900000)$$, 'precision and recall');
select is(count(*)::int, 2, 'a third one has what they differ about') from ops.label_open((select id from task), 'Cici');
select throws_ok(format($$select ops.label_give(%s, %s, 'cici', 'yes')$$, (select id from task),
    (select item_no from lot where stratum = 'yes' and nth = 5)), 'PT007', null, 'and nothing else');
select ops.label_give((select id from task), o.item_no, 'cici', 'yes') from ops.label_open((select id from task), 'Cici') as o \g /dev/null
select results_eq(
    $$select n_called, n_right, n_meant, round(recall_share::numeric, 6) from metrics.rule_quality
      where task_id = (select id from task) and verdict = 'yes'$$,
    -- found 30*19/20 = 28.5, missed 60*2/20 = 6
    $$values (20::bigint, 19::bigint, 21::bigint, 0.826087)$$, 'which then counts');
select throws_ok(format($$select ops.label_open(%s, 'Dodi')$$, (select id from task)), 'PT007', null, 'a fourth has no place');
select throws_ok('select ops.label_open(999, $$Dodi$$)', 'PT007', 'there is no label task 999', 'an unknown task');

-- A sheet instead of a session.
create temporary table other as select max(task_id) as id from core.label_task;
select is(count(*)::int, 81, 'a line for each text, and the heading') from ops.label_sheet((select id from other), 'Ani');
select is(count(*)::int, 50, 'what looks like a formula is text, quotes are doubled')
from ops.label_sheet((select id from other), 'Ani') as s where s ~ '^\d+,"''=said \d+""","","yes no",$';
select results_eq(
    $$select taken, empty from ops.label_take((select id from other),
        '[{"line": 2, "item": "1", "verdict": "Yes"}, {"line": 3, "item": "2"}]', 'Ani')$$,
    $$values (1::bigint, 1::bigint)$$, 'what is filled in is taken');
select throws_ok($$select ops.label_take((select id from other),
        '[{"line": 2, "item": "3", "verdict": "yes"}, {"line": 3, "item": "4", "verdict": "maybe"}]', 'Ani')$$,
    'PT007', 'line 3: "maybe" is no verdict: yes, no', 'all of it or nothing');
update core.message set text = null where external_id in (select item_id from core.label_item where item_no = 2 and task_id = (select id from other));
select results_eq(
    $$select texts, first_done, second_done, differ, gone, labellers from ops.label_tasks(null, 1)$$,
    $$values (80::bigint, 1::bigint, 0::bigint, 0::bigint, 1::bigint, 'ani')$$, 'how far it came');
select is((select recall_share from metrics.rule_quality where task_id = (select id from other) and verdict = 'yes'), null,
    'of a sample that is not labelled nothing is told');

-- Manners of replies, facts and topics of posts, topics of complaints: where rules have measured, and nothing confidential.
insert into core.text_measure
select 1, 1, 'message', 'r' || n, '2025-05-20 08:00+07', 0, 7, 7, now(), 3, 1, 12, null, null, 'id', false, false, false, false, false,
    false, n <= 3, false, false, false, false, false, null
from generate_series(1, 4) as n;
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, topic, topic_rule, removed_at,
    first_observed_at, changed_observed_at)
select 1, 1, 'p' || n, md5('p' || n)::uuid, '2025-05-20 08:00+07', 'text', 'post ' || n, case when n > 1 then 'flood' end,
    case when n > 1 then 'flood.1' end, case when n = 4 then timestamptz '2025-05-21' end, now(), now()
from generate_series(1, 4) as n;
insert into core.text_measure
select 1, 1, 'post', 'p' || n, null, 0, 7, 7, now(), 3, 1, 12, 3, n - 1, 'jv', false, n = 1, false, false, false, false, false, false,
    false, false, false, false, null
from generate_series(1, 2) as n;
insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, status, status_observed_at, received_at, title, text,
    visibility, mapped_topic, topic_rule, first_observed_at, changed_observed_at)
select 1, 9, n::text, 'lapor', md5(n::text)::uuid, case when n = 4 then 'deleted' else 'verified' end, now(), '2025-05-20 08:00+07',
    case when n <> 5 then 'report ' || n end, case when n = 1 then 'text' end,
    case n when 2 then 'anonymous' when 3 then 'confidential' end, 'flood', 'category', now(), now()
from generate_series(1, 5) as n;
select is(f.said, want, criterion || ': ' || want)
from (
    values
        ('greets', 'no r4 measure.7, yes r1 measure.7, yes r2 measure.7, yes r3 measure.7'),
        ('reply_class', 'none r1, none r2, none r3, none r4, none r5'),
        ('well_spelt', 'no p2 measure.7, yes p1 measure.7'),
        ('post_topic', 'flood p2 flood.1, flood p3 flood.1, none p1'),
        ('complaint_topic', 'flood 1 category, flood 2 category'),
        ('complaint_answered', null)
) as w (criterion, want)
cross join lateral (
    select string_agg(concat_ws(' ', l.verdict, l.item_id, l.rule), ', ' order by l.verdict, l.item_id) as said
    from ops.label_frame(1, w.criterion, '2025-05-01', '2025-06-01') as l
) as f;
select ops.label_draw('32.75', 'complaint_topic', '2025-05-01', '2025-05-31', 9, 1, 'Ani', 'May') \g /dev/null
select results_eq($$select text, choices[1:2] from ops.label_open((select max(task_id) from core.label_task), 'Ani') order by 1$$,
    $$select t, (select array_agg(topic order by rank) from core.topic where rank <= (select rank from core.topic order by rank offset 1 limit 1))
      from (values (E'report 1\ntext'), ('report 2')) as v (t)$$, 'complaints with their titles');

select * from finish();
rollback;
