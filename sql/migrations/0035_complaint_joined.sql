-- breaking: no
-- why: programs read and write none of these; a column that nothing wrote is gone with its only writer, the definitions.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Cases that stand in several feeds wait once where all channels are counted together
-- (definitions/44_metrics_complaint_joined.sql).

create table metrics.complaint_joined (
    government_id int not null,
    complaint_id uuid not null,
    lead_complaint_id uuid not null,
    account_id int not null,
    external_id text not null,
    constraint complaint_joined_pkey primary key (government_id, complaint_id)
);
create unique index complaint_joined_external_id_key
    on metrics.complaint_joined (government_id, account_id, external_id);
create index complaint_joined_lead_complaint_id_idx
    on metrics.complaint_joined (government_id, lead_complaint_id);
comment on table metrics.complaint_joined is
    'Complaints that are one case in several feeds, as the response figures take them: metrics.complaint_same_1 with what '
    'inquiries are found by. Kept by metrics.complaint_joined_keep(), which marks the days of what changed.';
comment on column metrics.complaint_joined.government_id is 'Government. Never null.';
comment on column metrics.complaint_joined.complaint_id is 'Complaint. Never null.';
comment on column metrics.complaint_joined.lead_complaint_id is
    'Of the complaints that are one case the one that leads; its own for that one. Never null.';
comment on column metrics.complaint_joined.account_id is 'Feed of the complaint. Never null.';
comment on column metrics.complaint_joined.external_id is 'Tracking id of the complaint. Never null.';

alter table metrics.response_day
    add column linked boolean not null default false,
    drop constraint response_day_pkey,
    add constraint response_day_pkey
        primary key (government_id, unit_id, day, channel, opener, population, calendar, linked);
comment on column metrics.response_day.linked is
    'True for complaints that stand in several feeds: under their own channel they count in that channel alone, under '
    'channel all stand the waits that they have together. Never null.';
comment on column metrics.response_day.channel is
    'Platform or feed; all for waits that complaints of several feeds have together (linked). Never null.';

-- Lists of a run that is under way are put back as they were.
update metrics.recompute_day as d
set lists = (select coalesce(jsonb_agg(list || '{"linked": false}'), '[]') from jsonb_array_elements(d.lists) as list)
where d.lists <> '[]';

-- What nothing ever wrote. Two views have all columns: that of the partitions is made anew where it was made before, that of
-- analysts by the definitions (29_core_open.sql).
drop view if exists core.inquiry_part;
drop view if exists core_open.inquiry;
alter table core.inquiry drop column linked_inquiry_id;
alter table core.complaint drop column linked_complaint_id;
do $$
begin
    if to_regprocedure('core.part_build()') is not null then
        perform core.part_build();
    end if;
end
$$;

-- Figures of complaints with late entry and trees, and hours that count such cases once, have stores of another form.
drop view if exists
    metrics.complaint_rolling, metrics.complaint_closing_curve, metrics.complaint_duration, metrics.complaint_deadline,
    metrics.inquiry_hour;
drop materialized view if exists metrics.complaint_rolling_1;
drop materialized view if exists metrics.complaint_duration_1;
drop materialized view if exists metrics.complaint_deadline_1;
drop materialized view if exists metrics.inquiry_hour_1;
drop function if exists metrics.complaint_exits();
drop function if exists core.deadline_fits(core.deadline_rule, int, text, text, text, text, text, date);
delete from ops.refresh_policy
where view in (
    'metrics.complaint_rolling_1', 'metrics.complaint_duration_1', 'metrics.complaint_deadline_1', 'metrics.inquiry_hour_1'
);
delete from ops.refresh_state
where view in (
    'metrics.complaint_rolling_1', 'metrics.complaint_duration_1', 'metrics.complaint_deadline_1', 'metrics.inquiry_hour_1'
);
