-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who may do what, of all schemas. pantau-migrate gives these rights anew whenever it did anything: what was made again has
-- none. PUBLIC has nothing: bootstrap.sql took its default right to execute functions away.

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
    core.text_judge(text),
    core.reply_class_of(text),
    core.purpose_of(text),
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
    ops.text_next(int, int),
    ops.text_save(
        int, int[], int[], text[], text[], timestamptz[], text[], int[], int[], int[], int[], int[], text[], int[],
        int[], bigint[]
    ),
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
    core.government, core.unit, core.account_owner, core.feed_unit, core.calendar, core.unit_calendar,
    core.calendar_day, core.calendar_free_day, core.calendar_hours, core.calendar_season
to pantau_operator;
grant select (
    government_id, account_id, channel, external_id, handle, name, access, feed_kind, leader_position,
    credential, active, active_from, active_to
) on core.account to pantau_operator;
grant execute on function
    ops.request_add(text, int, int, text, jsonb),
    ops.unregistered_officials(timestamptz, int, text, text),
    ops.register(text, text, jsonb, text, text, boolean),
    ops.backfill_add(int, int, timestamptz, timestamptz, boolean),
    ops.backfill_cancel(int, int),
    ops.correct(uuid, text, jsonb, text, text, text),
    ops.correction_revoke(text, bigint, text, text),
    ops.corrections(text, bigint),
    ops.exclude(text, text, text, date, date, text, text),
    ops.posting_target_set(text, text, text, date, float8, text, text),
    ops.exclusion_revoke(text, bigint, text, text),
    ops.freeze_period(text, text, date, date, text, text),
    ops.freeze_revoke(text, bigint, text, text),
    ops.label_draw(text, text, date, date, bigint, bigint, text, text),
    ops.label_open(bigint, text),
    ops.label_give(bigint, int, text, text),
    ops.label_sheet(bigint, text),
    ops.label_take(bigint, jsonb, text),
    ops.label_tasks(text, bigint),
    ops.assess(text, jsonb, text, text, boolean),
    ops.assessments(text, bigint)
to pantau_operator;
grant select on core.correction, core.exclusion, core.posting_target to pantau_operator;
grant execute on function
    core.rebuild_inquiries(int),
    core.calendar_check(jsonb),
    core.calendar_import(jsonb)
to pantau_operator;

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

-- metrics: readers see the views and nothing beneath them; the daemon runs rounds; nobody else may
-- execute anything.
do $$
declare
    object record;
begin
    for object in
        select p.oid::regprocedure as name
        from pg_proc as p
        where p.pronamespace = 'metrics'::regnamespace
        union all
        select 'ops.refresh_due(timestamptz)'::regprocedure
    loop
        execute format('revoke all on function %s from public', object.name);
    end loop;
    for object in
        select c.oid::regclass as name
        from pg_class as c
        where c.relnamespace = 'metrics'::regnamespace and c.relkind = 'v'
            and metrics.is_shown(c.relname)
    loop
        execute format('grant select on %s to pantau_reader, pantau_analyst, pantau_writer, '
            'pantau_operator', object.name);
    end loop;
    -- A view reads its tables as its owner and calls its functions as the reader.
    for object in
        with recursive called as (
            select d.refobjid as function
            from pg_depend as d
            join pg_rewrite as w on w.oid = d.objid
            join pg_class as c on c.oid = w.ev_class
            where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_proc'::regclass
                and c.relnamespace = 'metrics'::regnamespace and c.relkind = 'v' and metrics.is_shown(c.relname)
            union
            select d.refobjid
            from called
            join pg_proc as p on p.oid = called.function and not p.prosecdef
            join pg_depend as d
                on d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_proc'::regclass
        )
        select p.oid::regprocedure as name
        from called
        join pg_proc as p on p.oid = called.function and p.pronamespace = 'metrics'::regnamespace
    loop
        execute format('grant execute on function %s to pantau_reader, pantau_analyst, pantau_writer, '
            'pantau_operator', object.name);
    end loop;
end
$$;
-- Views of assessments ask these as who reads them.
grant execute on function
    core.proxy_verdict(text, core.post, core.message, core.text_measure, core.complaint, core.inquiry),
    core.criterion_choices(text, int),
    core.inquiry_now(int, uuid)
to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant usage on schema metrics to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant select on metrics.version to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant execute on function metrics.response_live(int, int)
    to pantau_reader, pantau_analyst, pantau_operator;
grant execute on function metrics.response_between(date, date, int, int, text, text, text, text, text)
    to pantau_reader, pantau_analyst, pantau_operator;
grant execute on function metrics.frozen_check(int, bigint), metrics.frozen_compare(int, bigint)
    to pantau_reader, pantau_analyst, pantau_operator;
grant execute on function metrics.duration_text_id(float8),
        metrics.median_text(text, bigint, bigint, bigint, bigint, boolean),
        metrics.change_significant(bigint, bigint, bigint, bigint),
        metrics.change_text(text, bigint, bigint, bigint, bigint, boolean)
    to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant execute on function metrics.duration_text(float8), metrics.curve_mark(text), metrics.is_shown(text),
        metrics.presence_state(timestamptz, timestamptz, timestamptz, int, int, timestamptz),
        metrics.day_position(bigint, int[], int[], timestamp), metrics.current_as_of()
    to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant execute on function metrics.reply_counts(timestamptz, text, timestamptz, timestamptz),
        metrics.substantive_counts(timestamptz, text, timestamptz, timestamptz, text, text),
        metrics.closing_causes(), metrics.closing_marks(text),
        metrics.deadline_state(timestamptz, timestamptz, timestamptz, timestamptz, boolean, timestamptz, timestamptz)
    to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant execute on function metrics.refresh_round(timestamptz, text) to pantau_writer, pantau_operator;
grant execute on function metrics.refresh_view(text, timestamptz) to pantau_writer, pantau_operator;
grant execute on function metrics.rebuild(timestamptz) to pantau_operator;
grant execute on function
    metrics.recompute_due(),
    metrics.recompute_begin(int, text),
    metrics.recompute_step(int, bigint, int, timestamptz),
    metrics.recompute_finish(int, bigint, timestamptz),
    metrics.rebuild_government(int, timestamptz)
to pantau_operator;
grant execute on function ops.refresh_due(timestamptz) to pantau_writer, pantau_operator;
