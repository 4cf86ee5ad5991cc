-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who may do what in core and ops (metrics grants its own), and the views of core without personal columns.
-- PUBLIC has nothing: bootstrap.sql took its default right to execute functions away.

create or replace view core_open.message as
select
    m.government_id,
    m.account_id,
    m.external_id,
    m.sent_at,
    m.post_external_id,
    m.thread_key,
    m.parent_external_id,
    m.kind,
    m.role,
    m.permalink,
    m.truncated,
    m.language,
    m.likes,
    m.hidden,
    m.edited_at,
    m.needs_answer,
    m.undecided,
    m.rule,
    m.intent,
    m.topic,
    m.reply_class,
    m.gone_from,
    m.gone_by,
    m.removed_by
from core.message as m;
comment on view core_open.message is
    'core.message without authors and without the words of citizens.';

create or replace view core_open.complaint as
select
    c.government_id,
    c.account_id,
    c.external_id,
    c.feed,
    c.complaint_id,
    c.unit_id,
    c.class,
    c.visibility,
    c.topic,
    c.permalink,
    c.district_code,
    c.status,
    c.status_raw,
    c.received_at,
    c.verified_at,
    c.disposed_at,
    c.last_activity_at,
    c.closed_at,
    c.closed_by,
    c.rating,
    c.first_reply_at,
    c.substantive_reply_at
from core.complaint as c;
comment on view core_open.complaint is
    'core.complaint without texts and without the place of the reporter finer than a district.';

create or replace view core_open.complaint_event as
select
    e.government_id,
    e.account_id,
    e.complaint_external_id,
    e.event_key,
    e.complaint_id,
    e.at_earliest,
    e.at_latest,
    e.precision_s,
    e.kind,
    e.unit_id,
    e.from_unit_id,
    e.rule,
    e.confidence,
    e.ordinal
from core.complaint_event as e;
comment on view core_open.complaint_event is 'core.complaint_event without texts and actors.';

create or replace view core_open.account as
select
    a.government_id,
    a.account_id,
    a.channel,
    a.external_id,
    a.handle,
    a.name,
    a.access,
    a.feed_kind,
    a.leader_position,
    a.active,
    a.active_from,
    a.active_to
from core.account as a;
comment on view core_open.account is 'core.account without author keys.';

-- Tables without personal columns are shown whole.
do $$
declare
    shown text;
begin
    foreach shown in array '{
        government, unit, calendar, calendar_day, calendar_free_day, calendar_hours, calendar_season,
        unit_calendar, account_owner, account_delegate, feed_unit, account_sample, post, post_sample,
        post_counter, post_verdict, message_mention, complaint_disposition, inquiry, needs_rule, deadline_rule, exclusion,
        official_total}'::text[]
    loop
        execute format('create or replace view core_open.%1$I as select * from core.%1$I', shown);
        execute format(
            'comment on view core_open.%I is %L', shown,
            obj_description(to_regclass(format('core.%I', shown)), 'pg_class')
        );
    end loop;
end
$$;

-- Columns of the views say what the columns of the tables say.
do $$
declare
    column_ record;
begin
    for column_ in
        select
            view_.relname as view_name,
            attribute.attname as name,
            col_description(source.oid, source_attribute.attnum) as doc
        from pg_class as view_
        join pg_attribute as attribute on attribute.attrelid = view_.oid and attribute.attnum > 0
        join pg_class as source
            on source.relname = view_.relname and source.relnamespace = 'core'::regnamespace
        join pg_attribute as source_attribute
            on source_attribute.attrelid = source.oid and source_attribute.attname = attribute.attname
        where view_.relnamespace = 'core_open'::regnamespace and view_.relkind = 'v'
    loop
        execute format(
            'comment on column core_open.%I.%I is %L', column_.view_name, column_.name, column_.doc
        );
    end loop;
end
$$;

revoke all on all tables in schema core, core_open, core_private, ops from
    pantau_writer, pantau_reader, pantau_analyst, pantau_operator;
revoke all on all functions in schema core, ops from
    pantau_writer, pantau_reader, pantau_analyst, pantau_operator;

-- The daemon: writes facts by its own statements, everything else by functions; deletes nothing itself.
grant usage on schema core, ops to pantau_writer;
grant select on all tables in schema core, ops to pantau_writer;
grant insert, update on
    core.account_sample, core.post, core.post_sample, core.post_counter, core.message,
    core.message_mention, core.message_reference, core.complaint, core.complaint_event
to pantau_writer;
grant update (name) on core.account to pantau_writer;
grant insert on ops.run, ops.stale_thread to pantau_writer;
grant execute on function
    core.natural_id(text, int, int, text),
    core.needs_answer(text),
    core.sample_ages(),
    core.sample_mark(timestamptz, timestamptz),
    ops.sample_next(int[], int[], timestamptz),
    core.message_years(),
    core.part_from(int[]),
    core.part_upto(int[]),
    core.feed_units(int, int, text),
    core.account_lock(int, int[]),
    core.account_try(int, int),
    core.derive_message(int, int[], text[]),
    core.derive_referring(int, int[], text[], text),
    core.derive_stale(int),
    core.thread_settle(int, int, text[]),
    core.derive_complaint(int, int[], text[]),
    core.complaint_states(int, int, jsonb, timestamptz, timestamptz),
    ops.import_save(int, int, text, text, jsonb),
    ops.fence_check(int, int[], text[], bigint[]),
    ops.stream_save(int, int[], text[], bigint[], bytea[], timestamptz[], boolean[]),
    ops.stream_fail(
        int, int, text, bigint, timestamptz, text, text, text, text, int, timestamptz
    ),
    ops.target_save(int, int[], text[], text[], timestamptz[], bigint[]),
    ops.progress_flush(int[], int[], text[], text[], timestamptz[], boolean[]),
    ops.lease_take(text, int),
    ops.lease_other(text),
    ops.stream_list(text, int, int, text, int),
    ops.lease_release(text),
    ops.target_list(int[], int[]),
    ops.config_part(text, int, jsonb),
    ops.target_review(int[], int[], bigint),
    ops.sweep_next(int, int, timestamptz, bigint, int, bigint, text[], text[]),
    ops.token_save(
        text, text, boolean, timestamptz, timestamptz, timestamptz, boolean, boolean, text, timestamptz, text,
        timestamptz
    ),
    ops.backfill_list(text),
    ops.backfill_save(int, int, text, bigint, jsonb),
    ops.backfill_posts(int, int, timestamptz, timestamptz, timestamptz, timestamptz, text, int),
    core.text_erase(int, int, text[]),
    ops.text_expire(text, text[], int[], timestamptz, int),
    core.post_gone(int, int, text, timestamptz),
    ops.sync_config(jsonb, text, text),
    ops.request_take(text),
    ops.request_done(bigint, text),
    ops.daemon_beat(text, int, text, timestamptz, timestamptz, text, jsonb),
    ops.daemon_end(text),
    ops.hold_save(text, jsonb),
    ops.quota_save(text, text, bigint, bigint, int, timestamptz, timestamptz, timestamptz),
    ops.quota_spend(jsonb, timestamptz)
to pantau_writer;

-- Operators: read how the programs fare, ask the daemon.
grant usage on schema ops, core to pantau_operator;
grant select on all tables in schema ops to pantau_operator;
revoke select on ops.raw_answer from pantau_operator, pantau_writer;
-- It holds the author keys of accounts, on their way into a table in which operators do not see them.
revoke select on ops.configuration_part from pantau_operator;
grant select on
    core.government, core.unit, core.account_owner, core.feed_unit, core.calendar, core.unit_calendar
to pantau_operator;
grant select (
    government_id, account_id, channel, external_id, handle, name, access, feed_kind, leader_position,
    credential, active, active_from, active_to
) on core.account to pantau_operator;
grant execute on function
    ops.request_add(text, int, int, text, jsonb),
    ops.unregistered_officials(timestamptz, int, text, text),
    ops.backfill_add(int, int, timestamptz, timestamptz, boolean),
    ops.backfill_cancel(int, int)
to pantau_operator;
grant execute on function core.rebuild_inquiries(int) to pantau_operator;

-- Analysts: core through core_open, and the functions of working time.
grant usage on schema core_open to pantau_analyst;
grant select on all tables in schema core_open to pantau_analyst;
grant usage on schema core to pantau_analyst;
grant execute on function
    core.working_clip(bigint, int[], int[], int),
    core.working_upto(text, timestamp),
    core.working_since(text, text, timestamptz),
    core.working_seconds(text, text, timestamptz, timestamptz),
    core.working_day_after(text, date, int),
    core.working_deadline(text, text, timestamptz, int),
    core.calendar_of(int, int, date)
to pantau_analyst;
grant select on core.calendar_day, core.unit_calendar, core.government to pantau_analyst;
grant usage on schema metrics to pantau_reader;
