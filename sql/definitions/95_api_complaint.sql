-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What readers see of complaints. Columns are only ever appended, as in 90_api_views.sql; their words stand in
-- 43_metrics_complaint_words.sql.

create or replace view metrics.complaint_case as
select
    c.government_id,
    u.government,
    c.unit_id,
    u.unit_code,
    u.unit,
    c.feed,
    c.complaint_id,
    c.external_id,
    c.first_unit_id,
    first.unit as first_unit,
    c.class,
    c.visibility,
    c.topic,
    c.district_code,
    c.village_code,
    c.lat,
    c.long,
    c.status,
    c.received_at,
    c.verified_at,
    c.verified_earliest_at,
    c.disposed_at,
    c.disposed_earliest_at,
    c.last_disposed_at,
    c.first_reply_at,
    c.first_reply_earliest_at,
    c.substantive_at,
    c.last_answer_at,
    c.last_reporter_reply_at,
    c.closed_at,
    c.closed_earliest_at,
    c.closed_by,
    c.n_reopened,
    c.n_hops,
    c.n_units,
    c.n_returned,
    c.rating,
    c.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    c.permalink,
    state.as_of,
    said.district_name as district,
    said.village_name as village,
    said.language,
    said.intent
from metrics.complaint_case_1 as c
join core.complaint as said
    on said.government_id = c.government_id and said.account_id = c.account_id and said.external_id = c.external_id
join metrics.unit as u on u.government_id = c.government_id and u.unit_id = c.unit_id
join core.account as a on a.government_id = c.government_id and a.account_id = c.account_id
left join metrics.unit as first on first.government_id = c.government_id and first.unit_id = c.first_unit_id
left join ops.refresh_state as state on state.view = 'metrics.complaint_case_1';
comment on view metrics.complaint_case is
    'One row per complaint: who holds it, what happened when (each time with its lower end where only polling saw it), '
    'and how it ended. The figures of complaints are made of these rows.';

create or replace view metrics.complaint_deadline as
select
    d.government_id,
    u.government,
    d.unit_id,
    u.unit_code,
    u.unit,
    c.feed,
    d.complaint_id,
    c.external_id,
    d.hop,
    d.deadline_rule_id,
    'deadline.' || d.deadline_rule_id as deadline_rule,
    r.from_event,
    r.to_event,
    r.limit_days,
    r.counted_in,
    d.from_at,
    d.due_at,
    d.to_at,
    d.stopped_at,
    verdict.state,
    case
        when verdict.state = 'met' then true
        when verdict.state in ('late', 'missed', 'overdue') then false
    end as met,
    case when verdict.state = 'overdue' then d.due_at end as overdue_since,
    case
        when verdict.state = 'overdue' then (moment.as_of at time zone c.timezone)::date - d.last_on
    end as overdue_days,
    r.escalate_to,
    r.source as rule_source,
    c.class,
    c.topic,
    c.permalink,
    moment.as_of
from metrics.complaint_deadline_2 as d
join metrics.complaint_case_1 as c on c.government_id = d.government_id and c.complaint_id = d.complaint_id
join metrics.unit as u on u.government_id = d.government_id and u.unit_id = d.unit_id
join core.deadline_rule as r on r.deadline_rule_id = d.deadline_rule_id
cross join metrics.as_of as moment
left join ops.stream as stream
    on stream.government_id = c.government_id and stream.account_id = c.account_id and stream.stream = 'complaints'
cross join lateral (
    select metrics.deadline_state(
        d.due_at, d.to_at, d.to_earliest_at, d.stopped_at, d.given_up, stream.last_complete_at, moment.as_of) as state
) as verdict;
comment on view metrics.complaint_deadline is
    'Legal clocks of complaints: one row per case, disposition (hop) and rule that fits it: from when, until when, '
    'whether it was kept, since when it is overdue and who takes it on then.';

create or replace view metrics.complaint_duration as
select
    d.government_id,
    u.government,
    d.unit_id,
    u.unit_code,
    u.unit,
    d.feed,
    d.window_days,
    d.step,
    d.clock,
    d.n,
    d.n_ended,
    d.median_s,
    d.median_low_s,
    d.median_high_s,
    d.p90_s,
    d.median_days,
    d.p90_days,
    coverage.poll_coverage,
    state.as_of
from metrics.complaint_duration_2 as d
join metrics.unit as u on u.government_id = d.government_id and u.unit_id = d.unit_id
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = d.government_id and coverage.unit_id = d.unit_id and coverage.scope = 'own'
    and coverage.channel = d.feed and coverage.window_days = d.window_days
left join ops.refresh_state as state on state.view = 'metrics.complaint_duration_2'
where d.scope = 'own';
comment on view metrics.complaint_duration is
    'How long complaints take, step by step: one row per unit (0 = whole government), feed (or all), window, step and '
    'clock; none where no wait began. Those that still wait count as long as they were watched.';

create or replace view metrics.complaint_closing_curve as
select
    d.government_id,
    u.government,
    d.unit_id,
    u.unit_code,
    u.unit,
    d.feed,
    d.window_days,
    d.clock,
    cause.closed_by,
    mark.mark_days,
    d.n,
    case
        when coalesce(d.followed_days >= mark.mark_days, true)
            then d.shares[(cause.cause_no - 1) * cardinality(metrics.closing_marks(d.clock)) + mark.mark_no]
    end as closed_share,
    state.as_of
from metrics.complaint_duration_2 as d
join metrics.unit as u on u.government_id = d.government_id and u.unit_id = d.unit_id
cross join lateral unnest(metrics.closing_causes()) with ordinality as cause (closed_by, cause_no)
cross join lateral unnest(metrics.closing_marks(d.clock)) with ordinality as mark (mark_days, mark_no)
left join ops.refresh_state as state on state.view = 'metrics.complaint_duration_2'
where d.shares is not null and d.scope = 'own';
comment on view metrics.complaint_closing_curve is
    'How complaints end: share closed by the reporter, by an administrator, by the timer or filed away within so many days '
    '(Aalen-Johansen): one row per unit (0 = whole government), feed (or all), window, clock, way and mark.';

create or replace view metrics.complaint_rolling as
select
    r.government_id,
    u.government,
    r.unit_id,
    u.unit_code,
    u.unit,
    r.feed,
    r.window_days,
    r.n,
    r.n_disposed,
    r.n_open,
    r.n_closed_reporter,
    r.n_closed_admin,
    r.n_closed_timer,
    r.n_closed_unknown,
    r.n_archived,
    r.n_left,
    r.n_reopened,
    r.n_excluded,
    r.completion_rate,
    r.laju_tindak_lanjut_days,
    r.n_laju,
    r.n_laju_waiting,
    r.n_due,
    r.n_met,
    r.met_rate,
    r.n_overdue,
    r.n_overdue_answer,
    r.n_overdue_closing,
    r.rating_mean,
    r.n_rated,
    coalesce(d.verified_n, 0) as verified_n,
    d.verified_median_s,
    d.working_verified_median_s,
    d.verified_median_days,
    coalesce(d.disposed_n, 0) as disposed_n,
    d.disposed_median_s,
    d.working_disposed_median_s,
    d.disposed_median_days,
    coalesce(d.first_reply_n, 0) as first_reply_n,
    d.first_reply_median_s,
    d.working_first_reply_median_s,
    d.first_reply_median_days,
    coalesce(d.substantive_n, 0) as substantive_n,
    d.substantive_median_s,
    d.working_substantive_median_s,
    d.substantive_median_days,
    coalesce(d.closed_n, 0) as closed_n,
    d.closed_median_s,
    d.working_closed_median_s,
    d.closed_median_days,
    coverage.poll_coverage,
    state.as_of,
    coalesce(reply.n_replies, 0) as n_replies,
    reply.stock_reply_share,
    coalesce(reply.n_reply_texts, 0) as n_reply_texts,
    reply.identical_reply_share,
    reply.reply_overlap,
    coalesce(reply.n_overlap, 0) as n_overlap,
    r.n_due_answer,
    r.n_met_answer,
    r.answer_met_rate,
    r.n_linked,
    r.n_late,
    r.n_late_out,
    reply.evidence_share,
    coalesce(reply.n_evidence_told, 0) as n_evidence_told
from metrics.complaint_rolling_2 as r
join metrics.unit as u on u.government_id = r.government_id and u.unit_id = r.unit_id
left join lateral (
    select
        max(x.n) filter (where x.step = 'verified' and x.clock = 'calendar') as verified_n,
        max(x.median_s) filter (where x.step = 'verified' and x.clock = 'calendar') as verified_median_s,
        max(x.median_s) filter (where x.step = 'verified' and x.clock = 'working') as working_verified_median_s,
        max(x.median_days) filter (where x.step = 'verified') as verified_median_days,
        max(x.n) filter (where x.step = 'disposed' and x.clock = 'calendar') as disposed_n,
        max(x.median_s) filter (where x.step = 'disposed' and x.clock = 'calendar') as disposed_median_s,
        max(x.median_s) filter (where x.step = 'disposed' and x.clock = 'working') as working_disposed_median_s,
        max(x.median_days) filter (where x.step = 'disposed') as disposed_median_days,
        max(x.n) filter (where x.step = 'first_reply' and x.clock = 'calendar') as first_reply_n,
        max(x.median_s) filter (where x.step = 'first_reply' and x.clock = 'calendar') as first_reply_median_s,
        max(x.median_s) filter (where x.step = 'first_reply' and x.clock = 'working') as working_first_reply_median_s,
        max(x.median_days) filter (where x.step = 'first_reply') as first_reply_median_days,
        max(x.n) filter (where x.step = 'substantive' and x.clock = 'calendar') as substantive_n,
        max(x.median_s) filter (where x.step = 'substantive' and x.clock = 'calendar') as substantive_median_s,
        max(x.median_s) filter (where x.step = 'substantive' and x.clock = 'working') as working_substantive_median_s,
        max(x.median_days) filter (where x.step = 'substantive') as substantive_median_days,
        max(x.n) filter (where x.step = 'closed' and x.clock = 'calendar') as closed_n,
        max(x.median_s) filter (where x.step = 'closed' and x.clock = 'calendar') as closed_median_s,
        max(x.median_s) filter (where x.step = 'closed' and x.clock = 'working') as working_closed_median_s,
        max(x.median_days) filter (where x.step = 'closed') as closed_median_days
    from metrics.complaint_duration_2 as x
    where x.government_id = r.government_id and x.unit_id = r.unit_id and x.scope = r.scope and x.feed = r.feed
        and x.window_days = r.window_days
) as d on true
left join metrics.complaint_reply_rolling_2 as reply
    on reply.government_id = r.government_id and reply.unit_id = r.unit_id and reply.feed = r.feed
    and reply.window_days = r.window_days
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = r.government_id and coverage.unit_id = r.unit_id and coverage.scope = 'own'
    and coverage.channel = r.feed and coverage.window_days = r.window_days
left join ops.refresh_state as state on state.view = 'metrics.complaint_rolling_2'
where r.scope = 'own';
comment on view metrics.complaint_rolling is
    'Complaints in the last 7, 28, 91 and 364 local days: one row per unit (0 = whole government), feed (or all) and '
    'window, also where there were none. How they ended, how many limits were kept, the ministry''s speed of follow-up, '
    'and the medians of metrics.complaint_duration.';

create or replace view metrics.complaint_rolling_tree as
select
    r.government_id,
    u.government,
    r.unit_id,
    u.unit_code,
    u.unit,
    r.feed,
    r.window_days,
    r.n,
    r.n_disposed,
    r.n_open,
    r.n_closed_reporter,
    r.n_closed_admin,
    r.n_closed_timer,
    r.n_closed_unknown,
    r.n_archived,
    r.n_left,
    r.n_reopened,
    r.n_excluded,
    r.completion_rate,
    r.laju_tindak_lanjut_days,
    r.n_laju,
    r.n_laju_waiting,
    r.n_due,
    r.n_met,
    r.met_rate,
    r.n_overdue,
    r.n_overdue_answer,
    r.n_overdue_closing,
    r.rating_mean,
    r.n_rated,
    coalesce(d.verified_n, 0) as verified_n,
    d.verified_median_s,
    d.working_verified_median_s,
    d.verified_median_days,
    coalesce(d.disposed_n, 0) as disposed_n,
    d.disposed_median_s,
    d.working_disposed_median_s,
    d.disposed_median_days,
    coalesce(d.first_reply_n, 0) as first_reply_n,
    d.first_reply_median_s,
    d.working_first_reply_median_s,
    d.first_reply_median_days,
    coalesce(d.substantive_n, 0) as substantive_n,
    d.substantive_median_s,
    d.working_substantive_median_s,
    d.substantive_median_days,
    coalesce(d.closed_n, 0) as closed_n,
    d.closed_median_s,
    d.working_closed_median_s,
    d.closed_median_days,
    coverage.poll_coverage,
    r.n_due_answer,
    r.n_met_answer,
    r.answer_met_rate,
    r.n_linked,
    r.n_late,
    r.n_late_out,
    state.as_of
from metrics.complaint_rolling_2 as r
join metrics.unit as u on u.government_id = r.government_id and u.unit_id = r.unit_id
left join lateral (
    select
        max(x.n) filter (where x.step = 'verified' and x.clock = 'calendar') as verified_n,
        max(x.median_s) filter (where x.step = 'verified' and x.clock = 'calendar') as verified_median_s,
        max(x.median_s) filter (where x.step = 'verified' and x.clock = 'working') as working_verified_median_s,
        max(x.median_days) filter (where x.step = 'verified') as verified_median_days,
        max(x.n) filter (where x.step = 'disposed' and x.clock = 'calendar') as disposed_n,
        max(x.median_s) filter (where x.step = 'disposed' and x.clock = 'calendar') as disposed_median_s,
        max(x.median_s) filter (where x.step = 'disposed' and x.clock = 'working') as working_disposed_median_s,
        max(x.median_days) filter (where x.step = 'disposed') as disposed_median_days,
        max(x.n) filter (where x.step = 'first_reply' and x.clock = 'calendar') as first_reply_n,
        max(x.median_s) filter (where x.step = 'first_reply' and x.clock = 'calendar') as first_reply_median_s,
        max(x.median_s) filter (where x.step = 'first_reply' and x.clock = 'working') as working_first_reply_median_s,
        max(x.median_days) filter (where x.step = 'first_reply') as first_reply_median_days,
        max(x.n) filter (where x.step = 'substantive' and x.clock = 'calendar') as substantive_n,
        max(x.median_s) filter (where x.step = 'substantive' and x.clock = 'calendar') as substantive_median_s,
        max(x.median_s) filter (where x.step = 'substantive' and x.clock = 'working') as working_substantive_median_s,
        max(x.median_days) filter (where x.step = 'substantive') as substantive_median_days,
        max(x.n) filter (where x.step = 'closed' and x.clock = 'calendar') as closed_n,
        max(x.median_s) filter (where x.step = 'closed' and x.clock = 'calendar') as closed_median_s,
        max(x.median_s) filter (where x.step = 'closed' and x.clock = 'working') as working_closed_median_s,
        max(x.median_days) filter (where x.step = 'closed') as closed_median_days
    from metrics.complaint_duration_2 as x
    where x.government_id = r.government_id and x.unit_id = r.unit_id and x.scope = r.scope and x.feed = r.feed
        and x.window_days = r.window_days
) as d on true
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = r.government_id and coverage.unit_id = r.unit_id and coverage.scope = 'tree'
    and coverage.channel = r.feed and coverage.window_days = r.window_days
left join ops.refresh_state as state on state.view = 'metrics.complaint_rolling_2'
where r.scope = 'tree';
comment on view metrics.complaint_rolling_tree is
    'The same for units with others under them, taken together: each disposition to one of them waits, a case is held from '
    'the first on until all have left it. One row per such unit, feed (or all) and window.';

create or replace view metrics.complaint_path as
select
    c.government_id,
    u.government,
    d.to_unit_id as unit_id,
    u.unit_code,
    u.unit,
    c.feed,
    c.complaint_id,
    c.external_id,
    d.hop,
    d.from_unit_id,
    source.unit as from_unit,
    d.disposed_at,
    d.first_reply_at,
    d.answered_at,
    d.left_at,
    case
        when d.answered_at is not null then 'answered'
        when d.left_at is not null and exists (
            select
            from core.complaint_event as e
            where e.government_id = d.government_id and e.account_id = d.account_id
                and e.complaint_external_id = c.external_id and e.kind = 'returned' and e.at_latest = d.left_at
        ) then 'returned'
        when d.left_at is not null then 'passed_on'
        when c.closed_at is not null then 'closed'
        else 'waiting'
    end as outcome,
    greatest(0, floor(extract(epoch from coalesce(d.left_at, c.closed_at, moment.as_of) - d.disposed_at)))::bigint
        as held_s,
    case
        when d.left_at is not null and d.answered_at is null
            then floor(extract(epoch from d.left_at - d.disposed_at))::bigint
    end as lost_s,
    c.permalink,
    moment.as_of
from metrics.as_of as moment
cross join metrics.complaint_case_1 as c
join core.complaint_disposition as d on d.government_id = c.government_id and d.complaint_id = c.complaint_id
join metrics.unit as u on u.government_id = d.government_id and u.unit_id = d.to_unit_id
left join metrics.unit as source on source.government_id = d.government_id and source.unit_id = d.from_unit_id;
comment on view metrics.complaint_path is
    'The way of each complaint, hop by hop: from whom to whom, when, how that ended and how long it took. One row per '
    'complaint and disposition to a unit that did not hold it.';

create or replace view metrics.complaint_flow as
select
    x.government_id,
    u.government,
    x.unit_id,
    u.unit_code,
    u.unit,
    x.feed,
    x.window_days,
    x.n_hops,
    x.n_cases,
    x.n_first,
    x.n_held,
    x.n_returned,
    x.n_passed_on,
    x.returned_share,
    x.n_lost,
    x.lost_mean_s,
    x.lost_total_s,
    x.load_share,
    x.n_units,
    x.concentration,
    state.as_of
from metrics.complaint_flow_1 as x
join metrics.unit as u on u.government_id = x.government_id and u.unit_id = x.unit_id
left join ops.refresh_state as state on state.view = 'metrics.complaint_flow_1';
comment on view metrics.complaint_flow is
    'How complaints travel: dispositions, returns, time lost, load and its concentration over units: one row per unit (0 = '
    'whole government), feed (or all) and window, by the local day of the disposition; none where nothing was disposed. '
    'metrics.complaint_path has the hops.';

create or replace view metrics.complaint_topic as
select
    x.government_id,
    u.government,
    x.unit_id,
    u.unit_code,
    u.unit,
    x.feed,
    x.window_days,
    x.topic,
    x.n,
    x.n_open,
    x.n_previous,
    x.topic_share,
    x.previous_share,
    x.topic_share - x.previous_share as share_change,
    x.n_units,
    x.concentration,
    state.as_of,
    topic.label_en as topic_label_en,
    topic.label_id as topic_label_id
from metrics.complaint_topic_2 as x
join metrics.unit as u on u.government_id = x.government_id and u.unit_id = x.unit_id
left join core.topic as topic on topic.topic = x.topic
left join ops.refresh_state as state on state.view = 'metrics.complaint_topic_2';
comment on view metrics.complaint_topic is
    'What complaints are about, and whether it grew: one row per unit (0 = whole government), feed (or all), window and '
    'topic, with the window before; none where neither has a case.';

create or replace view metrics.complaint_place as
select
    x.government_id,
    u.government,
    x.unit_id,
    u.unit_code,
    u.unit,
    x.feed,
    x.window_days,
    x.district_code,
    x.village_code,
    x.n,
    x.n_open,
    x.n_points,
    x.mean_lat,
    x.mean_long,
    state.as_of,
    x.district,
    x.village
from metrics.complaint_place_2 as x
join metrics.unit as u on u.government_id = x.government_id and u.unit_id = x.unit_id
left join ops.refresh_state as state on state.view = 'metrics.complaint_place_2';
comment on view metrics.complaint_place is
    'Where complaints lie: one row per unit (0 = whole government), feed (or all), window, district and village (by code, '
    'else by name); none where no case lies.';

create or replace view metrics.complaint_reply as
select
    r.government_id,
    u.government,
    r.unit_id,
    u.unit_code,
    u.unit,
    r.feed,
    r.complaint_id,
    r.external_id,
    r.event_key,
    r.replied_at,
    r.is_stock,
    r.n_words,
    r.overlap,
    case
        when r.text_hash is not null then (
            select count(distinct same.complaint_id)
            from metrics.complaint_reply_2 as same
            where same.government_id = r.government_id and same.unit_id = r.unit_id and same.text_hash = r.text_hash
        )
    end as n_same_text,
    c.permalink,
    state.as_of,
    r.has_attachment
from metrics.complaint_reply_2 as r
join metrics.complaint_case_1 as c on c.government_id = r.government_id and c.complaint_id = r.complaint_id
join metrics.unit as u on u.government_id = r.government_id and u.unit_id = r.unit_id
left join ops.refresh_state as state on state.view = 'metrics.complaint_reply_2';
comment on view metrics.complaint_reply is
    'Every follow-up to a complaint: whose it is, whether it is stock, how much of the report it takes up, and in how many '
    'cases the unit wrote the same. Proxies that sort what a person reads first.';

create or replace view metrics.complaint_same as
select
    s.government_id,
    u.government,
    c.unit_id,
    u.unit_code,
    u.unit,
    c.feed,
    s.complaint_id,
    c.external_id,
    s.lead_complaint_id,
    lead.feed as lead_feed,
    lead.external_id as lead_external_id,
    s.complaint_id = s.lead_complaint_id as leads,
    c.permalink,
    lead.permalink as lead_permalink,
    state.as_of
from metrics.complaint_same_1 as s
join metrics.complaint_case_1 as c on c.government_id = s.government_id and c.complaint_id = s.complaint_id
join metrics.complaint_case_1 as lead
    on lead.government_id = s.government_id and lead.complaint_id = s.lead_complaint_id
join metrics.unit as u on u.government_id = c.government_id and u.unit_id = c.unit_id
left join ops.refresh_state as state on state.view = 'metrics.complaint_same_1';
comment on view metrics.complaint_same is
    'Cases that stand in several feeds: one row per complaint, with the one that leads. Figures of complaints with feed all '
    'count them once.';


-- What complaint_topic rested on before.
drop materialized view if exists metrics.complaint_topic_1;
delete from ops.refresh_policy where view = 'metrics.complaint_topic_1';

create or replace view metrics.complaint_official as
select
    o.government_id,
    u.government,
    o.unit_id,
    u.unit_code,
    u.unit,
    o.channel as feed,
    o.first_on,
    o.last_on,
    o.figure,
    o.total as official_total,
    held.n as n_held,
    held.n::float8 / nullif(o.total, 0) as held_share,
    o.source as total_source,
    state.as_of
from core.official_total as o
join metrics.unit as u on u.government_id = o.government_id and u.unit_id = o.unit_id
cross join lateral (
    select count(*) as n
    from metrics.complaint_case_1 as c
    where c.government_id = o.government_id and c.feed = o.channel
        and (o.unit_id = 0 or c.first_unit_id = o.unit_id)
        and (o.figure <> 'closed' or c.closed_by <> 'archive')
        and (
            case o.figure when 'received' then c.received_at when 'answered' then c.substantive_at else c.closed_at end
            at time zone c.timezone
        )::date between o.first_on and o.last_on
) as held
left join ops.refresh_state as state on state.view = 'metrics.complaint_case_1';
comment on view metrics.complaint_official is
    'Totals that an office published beside what is held: how much of the truth a feed shows. One row per unit (0 = whole '
    'government), feed, period and figure.';

create or replace view metrics.complaint_connection as
select
    a.government_id,
    g.name as government,
    a.channel as feed,
    counted.n_units,
    counted.n_connected,
    counted.n_connected::float8 / nullif(counted.n_units, 0) as connection_share,
    counted.n_asked,
    counted.n_active,
    counted.n_active::float8 / nullif(counted.n_connected, 0) as active_share,
    moment.as_of
from metrics.as_of as moment
cross join core.account as a
join core.government as g on g.government_id = a.government_id
cross join lateral (
    select
        count(*) as n_units, count(*) filter (where x.connected) as n_connected,
        count(*) filter (where x.connected and x.asked) as n_asked,
        count(*) filter (where x.connected and x.active) as n_active
    from (
        select
            exists (
                select
                from core.feed_unit as f
                where f.government_id = u.government_id and f.account_id = a.account_id and f.unit_id = u.unit_id
            ) as connected,
            exists (
                select
                from metrics.complaint_flow_1 as f
                where f.government_id = u.government_id and f.unit_id = u.unit_id and f.feed = a.channel
                    and f.window_days = 28
            ) as asked,
            exists (
                select
                from metrics.complaint_reply_rolling_2 as r
                where r.government_id = u.government_id and r.unit_id = u.unit_id and r.feed = a.channel
                    and r.window_days = 28
            ) as active
        from core.unit as u
        where u.government_id = a.government_id and u.active_to is null
    ) as x
) as counted
where a.active and a.feed_kind is not null;
comment on view metrics.complaint_connection is
    'Which share of the units a complaint feed knows, and which share of those it knows is active there: one row per '
    'government and feed, beside the ministry''s figures of connection and active administrators.';

select metrics.apply_column_doc();
