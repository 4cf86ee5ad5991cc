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
            and c.relname not in ('unit_part', 'unit_account', 'stream_gap', 'response_rolling_all')
    loop
        execute format('grant select on %s to pantau_reader, pantau_analyst, pantau_writer, '
            'pantau_operator', object.name);
    end loop;
end
$$;
grant usage on schema metrics to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant select on metrics.version to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant execute on function metrics.response_live(int, int)
    to pantau_reader, pantau_analyst, pantau_operator;
grant execute on function metrics.duration_text(float8), metrics.curve_mark(text),
        metrics.day_position(bigint, int[], int[], timestamp), metrics.current_as_of()
    to pantau_reader, pantau_analyst, pantau_writer, pantau_operator;
grant execute on function metrics.refresh_round(timestamptz, text) to pantau_writer, pantau_operator;
grant execute on function metrics.refresh_view(text, timestamptz) to pantau_writer, pantau_operator;
grant execute on function metrics.rebuild(timestamptz) to pantau_operator;
grant execute on function ops.refresh_due(timestamptz) to pantau_writer, pantau_operator;
