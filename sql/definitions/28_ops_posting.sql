-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How often units are to post: entered by operators, with who, when and why, read by metrics.posting_rolling.

create or replace function ops.posting_target_set(
    government_code text,
    unit_code text,
    channel text,
    first_on date,
    posts_per_week float8,
    person text,
    reason text
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    g core.government;
    unit int;
    was jsonb;
begin
    perform ops.decide_check(person, reason);
    g := ops.government_named(posting_target_set.government_code);
    select u.unit_id into unit
    from core.unit as u
    where u.government_id = g.government_id and u.code = posting_target_set.unit_code;
    if unit is null then
        raise exception 'government % has no unit %', g.code, posting_target_set.unit_code using errcode = 'PT007';
    elsif posting_target_set.channel is distinct from 'all' and not exists (
        select
        from core.account as a
        where a.government_id = g.government_id and a.channel = posting_target_set.channel
            and a.access in ('owned', 'public')
    ) then
        raise exception 'government % has no account of channel %', g.code, posting_target_set.channel
            using errcode = 'PT007', hint = 'all is for every channel together.';
    elsif posting_target_set.first_on is null or not isfinite(posting_target_set.first_on) then
        raise exception 'it must be said from which day on' using errcode = 'PT007';
    elsif posting_target_set.posts_per_week is not null
        and not (posting_target_set.posts_per_week > 0 and posting_target_set.posts_per_week <= 1000)
    then
        raise exception 'posts per week must be more than 0 and at most 1000' using errcode = 'PT007';
    end if;
    -- One at a time: what the audit has as before must be what was there.
    perform core.government_hold(array[g.government_id]);
    select jsonb_agg(jsonb_build_object('valid_from', t.valid_from, 'valid_to', t.valid_to, 'posts_per_week', t.posts_per_week)
        order by t.valid_from)
    into was
    from core.posting_target as t
    where t.government_id = g.government_id and t.unit_id = unit and t.channel = posting_target_set.channel
        and coalesce(t.valid_to >= posting_target_set.first_on, true);
    if was is null and posting_target_set.posts_per_week is null then
        raise exception 'there is no target from % on that could end', posting_target_set.first_on
            using errcode = 'PT007';
    end if;
    delete from core.posting_target as t
    where t.government_id = g.government_id and t.unit_id = unit and t.channel = posting_target_set.channel
        and t.valid_from >= posting_target_set.first_on;
    update core.posting_target as t
    set valid_to = posting_target_set.first_on - 1
    where t.government_id = g.government_id and t.unit_id = unit and t.channel = posting_target_set.channel
        and coalesce(t.valid_to >= posting_target_set.first_on, true);
    if posting_target_set.posts_per_week is not null then
        insert into core.posting_target (
            government_id, unit_id, channel, valid_from, posts_per_week, decided_by, decided_at, reason
        )
        values (
            g.government_id, unit, posting_target_set.channel, posting_target_set.first_on,
            posting_target_set.posts_per_week, posting_target_set.person, now(), posting_target_set.reason
        );
    end if;
    perform ops.audit_add(
        posting_target_set.person, 'posting_target', g.government_id,
        'posting target ' || posting_target_set.unit_code || ' ' || posting_target_set.channel,
        posting_target_set.reason, was,
        jsonb_build_object('valid_from', posting_target_set.first_on, 'posts_per_week', posting_target_set.posts_per_week)
    );
end
$$;
comment on function ops.posting_target_set(text, text, text, date, float8, text, text) is
    'From a local day on a unit is to publish so many posts in seven days on a channel (all: on all together); null ends '
    'its target. What was set for that day and later days is replaced; ops.audit has it. A government that is the only one need '
    'not be named.';
