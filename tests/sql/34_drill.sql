-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A unit asks how its figure came about: from metrics.response to its inquiries, the rules that decided and
-- the public items, with the rights of a reader. Expected values written by hand; May 2025 as in
-- 20_message_inquiry.sql.

\set log_rules `sed -n 's/.*\.\(id\|rule\) = "\([a-z-]*\.[0-9]*\)".*/\2/p' "$PANTAU_SQL"/../lib/source/lapor_*.c | sort | paste -sd ,`

begin;
\ir helper/world.psql
select plan(24);
grant usage on schema tap to pantau_reader;

-- Thanks first, then two questions in one second, in which a machine asks back; answered on Monday.
select pg_temp.say(1, 'a1', '2025-05-23 14:00:00', 'a1', 'ani', 'Terima kasih banyak min');
select pg_temp.say(1, 'a3', '2025-05-23 15:00:00', 'a1', 'budi', 'kapan selesai');
select pg_temp.say(1, 'a2', '2025-05-23 15:00:00', 'a1', 'ani', 'Kapan jalan diperbaiki?');
select pg_temp.say(1, 'a1x', '2025-05-23 15:00:00', 'a1', '1', 'Ada yang bisa dibantu?', automatic => true);
select pg_temp.say(1, 'a4', '2025-05-26 08:00:00', 'a1', '1', 'Besok pagi.', 'a1');
update core.message set permalink = 'https://example.test/' || external_id;
select core.derive_message(1, 1, '{a1}') \g /dev/null

-- Disposed on Friday, answered on Monday.
insert into core.complaint
    (government_id, account_id, external_id, feed, complaint_id, status, permalink,
    status_observed_at, received_at, first_observed_at, changed_observed_at)
values (1, 9, '100', 'lapor', core.natural_id('complaint', 1, 9, '100'), 'in_process', 'https://example.test/100',
    '2025-06-30', '2025-05-20 08:00+07', '2025-06-30', '2025-06-30');
insert into core.complaint_event
    (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest, at_latest,
    precision_s, kind, unit_ref, rule, confidence, first_observed_at, changed_observed_at)
select 1, 9, '100', key, core.natural_id('complaint', 1, 9, '100'), at_, at_, 60, kind, ref, rule, 0.95,
    '2025-06-30', '2025-06-30'
from (
    values
        ('e1', '2025-05-23 15:00+07'::timestamptz, 'disposed', 'Dinas Jalan', 'disposed.1'),
        ('e2', '2025-05-26 08:00+07', 'answered', null, 'answered.1')
) as event (key, at_, kind, ref, rule);
select core.derive_complaint(1, 9, '{100}') \g /dev/null

-- Three questions each to two other units, of which two, and one, are answered by somebody else.
select pg_temp.say(2, id, '2025-05-20 08:00:00', id, 'ani', 'Kapan?') from unnest('{b1,b2,b3}'::text[]) as id;
select pg_temp.say(2, id || 'a', '2025-05-20 09:00:00', id, '3', 'Besok.', id) from unnest('{b1,b2}'::text[]) as id;
select pg_temp.say(3, id, '2025-05-20 08:00:00', id, 'ani', 'Kapan?') from unnest('{c1,c2,c3}'::text[]) as id;
select pg_temp.say(3, 'c1a', '2025-05-20 09:00:00', 'c1', '2', 'Besok.', 'c1');
insert into core.post
    (government_id, account_id, external_id, post_id, published_at, format, permalink, first_observed_at,
    changed_observed_at)
select 1, 2, id, core.natural_id('post', 1, 2, id), '2025-05-01', 'photo', 'https://example.test/p/' || id,
    '2025-05-01', '2025-05-01'
from unnest('{pb1,pb3}'::text[]) as id;
select core.derive_message(1, 2, '{b1,b2,b3}'), core.derive_message(1, 3, '{c1,c2,c3}') \g /dev/null
select is((select error from metrics.refresh_round('2025-06-02 00:00+07', 'full')), null, 'a round runs');

create temporary view behind with (security_invoker = true) as
select d.channel, d.inquiry_id, d.start_at, d.permalink, d.needed_permalink, d.needed_rule, d.answer_permalink,
    d.answer_rule, d.deadline_rule
from metrics.response as r
join metrics.inquiry_detail as d
    on d.government_id = r.government_id and d.unit_id = r.unit_id and r.channel in (d.channel, 'all')
where r.unit_id = 1 and r.channel = 'all' and r.window_days = 28 and d.population = 'needed'
    and d.clock = 'calendar' and d.opened_by <> 'leader' and d.counts and not d.excluded
    and d.days_back < r.window_days;
grant select on behind to pantau_reader;
set local role pantau_reader;
select results_eq('select count(*) from behind',
    'select n from metrics.response where unit_id = 1 and channel = ''all'' and window_days = 28',
    'as many inquiries as the figure counts');
select results_eq(
    $$select permalink, needed_permalink, needed_rule, answer_permalink, answer_rule, deadline_rule from behind
      where channel = 'facebook'$$,
    $$values ('https://example.test/a1', 'https://example.test/a2', 'asked_politely.1', 'https://example.test/a4',
        'reply_else.1', null::text)$$,
    'a comment: what opened it, what of it needs an answer and by which rule, what answered and what it is worth');
select results_eq(
    $$select permalink, needed_permalink, needed_rule, answer_permalink, answer_rule, deadline_rule from behind
      where channel = 'lapor'$$,
    $$values ('https://example.test/100', null::text, null::text, 'https://example.test/100', 'answered.1',
        'deadline.2')$$,
    'a complaint: where it stands, and by which rule its log holds an answer');
select results_eq(
    $$select c.metric, c.version from behind as b
      join metrics.catalogue as c on c.metric in (b.needed_rule, b.answer_rule, b.deadline_rule)
      where c.metric_kind = 'rule' order by 1$$,
    $$values ('answered.1', 1), ('asked_politely.1', 1), ('deadline.2', 1), ('reply_else.1', 1)$$,
    'and a reader is told what they mean');
select results_eq(
    $$select source_id, intent, topic, topic_rule, censored_because, censored_because_id from metrics.inquiry_detail
      where source_id in ('a1', 'b3') and population = 'needed' and clock = 'calendar' order by 1$$,
    $$values ('a1', 'question', 'roads', 'roads_1.1', null, null),
        ('b3', 'question', null, null, 'waiting; its target was never visited completely',
            'menunggu; objeknya belum pernah terpantau lengkap')$$,
    'what it is about and by which words, and why it is censored in both languages');

-- Comments without an address of their own are found under their post.
select results_eq(
    $$select source_id, permalink, needed_permalink, answer_permalink from metrics.inquiry_detail
      where unit_id = 2 and population = 'needed' and clock = 'calendar' order by 1$$,
    $$values ('b1', 'https://example.test/p/pb1', 'https://example.test/p/pb1', 'https://example.test/p/pb1'),
        ('b2', null, null, null), ('b3', 'https://example.test/p/pb3', 'https://example.test/p/pb3', null)$$,
    'where a platform gives comments no address, the address of the post stands there');
select results_eq($$select permalink from metrics.inquiry_open where source_id = 'b3'$$,
    $$values ('https://example.test/p/pb3')$$, 'and so it does for what waits');

-- Names and codes stand beside the numbers.
select results_eq(
    $$select distinct unit_id, unit_code, unit, account_id, account, helped_by_unit_id, helped_by_unit
      from metrics.inquiry_detail where state = 'helped' order by 1$$,
    $$values (2, 'water', 'Dinas Air', 2, 'water', 3, 'Dinas Taman'), (3, 'parks', 'Dinas Taman', 3, 'parks', 2, 'Dinas Air')$$,
    'metrics.inquiry_detail names the unit, the account and who helped');
select is_empty(
    $$select c.relname, a.attname
      from pg_class as c
      join pg_attribute as a on a.attrelid = c.oid and a.attname in ('unit_id', 'account_id', 'government_id')
      where c.relnamespace = 'metrics'::regnamespace and c.relkind = 'v'
          and has_table_privilege(c.oid, 'select')
          and exists (
              select from unnest(case a.attname
                  when 'unit_id' then '{unit_code,unit}'::name[]
                  when 'account_id' then '{account}' else '{government}' end) as beside (name)
              where not exists (
                  select from pg_attribute as b where b.attrelid = c.oid and b.attname = beside.name))$$,
    'so does every view');

-- The catalogue.
select is((select count(*) - count(distinct metric) from metrics.catalogue), 0::bigint, 'one row a name');
select is((select shown_in from metrics.catalogue where metric = 'n'),
    '{demand,frozen_response,response,response_curve,response_daily,response_history,response_period,response_rolling}', 'each view once');
select is((select shown_in from metrics.catalogue where metric = 'working_median_s'), '{response,response_history}',
    'columns of the working clock are there by their own names');
select bag_eq(
    $$select metric, shown_in from metrics.catalogue
      where metric in ('deadline.2', 'purpose_event.1', 'roads_3.1', 'request.1', 'reply_done.1', 'acknowledged.1')$$,
    $$values ('deadline.2', '{complaint_deadline,inquiry_detail}'::text[]), ('purpose_event.1', '{post_detail,posting_mix}'),
        ('roads_3.1', '{inquiry_detail,inquiry_open}'), ('request.1', '{inquiry_detail}'), ('reply_done.1', '{inquiry_detail}'),
        ('acknowledged.1', '{inquiry_detail}')$$, 'a rule is named with the views that show what it decided');
reset role;
insert into core.deadline_rule (channel, from_event, to_event, limit_days, counted_in, valid_from, source)
values ('facebook', 'opened', 'answered', 2, 'working_days', '2025-01-01', 'Perwal 1');
select is((select definition_en from metrics.catalogue where metric = 'deadline.1000'),
    'From opened to answered at most 2 working days for inquiries by message in channel facebook since 2025-01-01. '
    'Source: Perwal 1.', 'a rule of messages is not told as one of complaints');
select is_empty($$select metric from metrics.catalogue where definition_id is null or definition_id = ''$$,
    'each column and each rule is told in Indonesian');
select is_empty('select rule from metrics.rule_words where rule not in (select metric from metrics.catalogue)',
    'and no rule that there is not');
select is_empty(
    $$with shown as (
          select v.view, c.* from metrics.catalogue as c cross join unnest(c.shown_in) as v (view) where c.metric_kind <> 'rule'
      )
      select a.view, a.metric, b.metric
      from shown as a
      join shown as b on b.view = a.view and b.metric > a.metric
      where a.label_en = b.label_en or a.label_id = b.label_id or a.definition_en = b.definition_en
          or a.definition_id = b.definition_id$$, 'no two columns of a view have the same words');
select bag_eq('select metric from metrics.catalogue where relative',
    $$values ('engagement_shrunk'), ('shrunk_weight'), ('prior_month'), ('load_share'), ('engagement_prior.mu'),
        ('engagement_prior.tau2'), ('engagement_prior.s2'), ('complaint_rolling.evidence_share'),
        ('complaint_rolling.n_evidence_told')$$, 'what moves with others is marked');
select is_empty(
    $$select c.metric from metrics.catalogue as c cross join unnest(c.shown_in) as v (view)
      where not has_table_privilege('pantau_reader', 'metrics.' || v.view, 'select')$$,
    'nothing is shown where a reader may not look');
select set_eq('select rule from metrics.rule_doc', format('select unnest(%L::text[])', '{' || :'log_rules' || '}'),
    'every rule by which the daemon reads a log is told');

-- Why there is no median: two of three helped by another unit, and one of three.
select is(
    (select median_text from metrics.response where unit_id = 2 and channel = 'all' and window_days = 28),
    'half not reached: too many helped, handed over or withdrawn', 'most of them were answered by somebody');
select is(
    (select median_text from metrics.response where unit_id = 3 and channel = 'all' and window_days = 28),
    'more than half unanswered', 'most of them wait');
select is_empty(
    $$select r.unit_id from metrics.response as r
      join metrics.response_rolling as l using (government_id, unit_id, channel, window_days)
      where l.scope = 'own' and l.opener = 'all' and l.population = 'needed' and l.clock = 'calendar'
          and l.median_text <> r.median_text$$, 'both views say the same');

select * from finish();
rollback;
