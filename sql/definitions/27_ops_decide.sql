-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How people decide: corrections of inquiries, days taken out of figures. Each function refuses what makes no sense, in
-- words for who typed it (SQLSTATE PT007), derives what follows, and leaves a row in ops.audit, all in one transaction: who
-- wants to see first what it would do rolls back. Called by pantauctl.

create or replace function ops.audit_add(
    person text,
    action text,
    government_id int,
    subject text,
    reason text,
    before jsonb,
    after jsonb
)
returns bigint
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    insert into ops.audit (
        done_at, database_user, person, action, government_id, subject, reason, before, after
    )
    values (
        now(), session_user, audit_add.person, audit_add.action, audit_add.government_id, audit_add.subject,
        audit_add.reason, audit_add.before, audit_add.after
    )
    returning audit_id;
end;
comment on function ops.audit_add(text, text, int, text, text, jsonb, jsonb) is
    'Adds a row to ops.audit: who did what to what, why, and what it was before and after. Part of functions that decide.';

-- What every decision needs.
create or replace function ops.decide_check(person text, reason text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if btrim(coalesce(person, '')) = '' or octet_length(person) > 256 then
        raise exception 'it must be said who decides' using errcode = 'PT007';
    elsif btrim(coalesce(reason, '')) = '' or octet_length(reason) > 2048 then
        raise exception 'it must be said why, in at most 2048 bytes' using errcode = 'PT007';
    end if;
end
$$;
comment on function ops.decide_check(text, text) is 'Refuses a decision of nobody, or without a reason.';

create or replace function ops.government_named(government_code text)
returns core.government
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    g core.government;
begin
    select stored.* into g
    from core.government as stored
    where stored.code = government_named.government_code
        or government_named.government_code is null and (select count(*) from core.government) = 1;
    if g.government_id is null then
        raise exception '%', coalesce(
                'there is no government ' || government_named.government_code,
                'there are several governments: it must be said which'
            ) using errcode = 'PT007';
    end if;
    return g;
end
$$;
comment on function ops.government_named(text) is
    'The government of a code; one that is the only one need not be named. Refuses what is none.';

create or replace function core.inquiry_now(government_id int, inquiry_id uuid)
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    found uuid := inquiry_now.inquiry_id;
    place int := 0;
begin
    while not exists (
        select from core.inquiry as i
        where i.government_id = inquiry_now.government_id and i.inquiry_id = found
    ) loop
        select r.successor_id
        into found
        from ops.inquiry_retired as r
        where r.government_id = inquiry_now.government_id and r.inquiry_id = found;
        place := place + 1;
        if found is null or place > 1000 then -- a ring of ids that replaced each other
            return null;
        end if;
    end loop;
    return found;
end
$$;
comment on function core.inquiry_now(int, uuid) is
    'The inquiry of an id, or the one that holds its messages now (ops.inquiry_retired); null where none does.';

-- What a decision may change of an inquiry, by name, for people and for ops.audit.
create or replace function ops.inquiry_facts(government_id int, inquiry_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object(
        'state', i.state,
        'unit', coalesce(u.code, ''),
        'ended_at', to_char(i.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'needs_answer', i.needed_at is not null,
        'intent', i.intent,
        'topic', i.topic,
        'reply_class', i.reply_class,
        'wait_s', coalesce(i.needed_wait_s, i.opened_wait_s),
        'working_wait_s', coalesce(i.needed_working_s, i.opened_working_s)
    )
    from core.inquiry as i
    left join core.unit as u on u.government_id = i.government_id and u.unit_id = i.unit_id
    where i.government_id = inquiry_facts.government_id and i.inquiry_id = inquiry_facts.inquiry_id;
end;
comment on function ops.inquiry_facts(int, uuid) is 'What corrections may change of an inquiry, by name.';

-- Derives where the opening of a corrected inquiry stands: where it was found then, and where it is seen now.
create or replace function ops.correction_derive(government_id int, correction_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    c core.correction;
    held int[];
    account_ids int[];
    threads text[];
begin
    select stored.* into strict c
    from core.correction as stored
    where stored.government_id = correction_derive.government_id
        and stored.correction_id = correction_derive.correction_id;
    if c.source_kind = 'complaint' then
        perform core.derive_complaint(c.government_id, c.source_account_id, array[c.source_id]);
        return;
    end if;
    held := array[c.source_account_id, c.account_id];
    select array_agg(place.account_id), array_agg(place.thread_key)
    into account_ids, threads
    from (
        select c.source_account_id as account_id, c.source_id as thread_key
        union
        select m.account_id, m.thread_key
        from core.message as m
        where m.government_id = c.government_id
            and m.account_id = any (held)
            and m.external_id = c.opening_id
        union
        select i.source_account_id, i.source_id
        from core.inquiry as i
        where i.government_id = c.government_id
            and i.inquiry_id = core.inquiry_now(c.government_id, c.inquiry_id)
    ) as place;
    perform core.derive_message(
        c.government_id,
        array(select p.account_id from unnest(account_ids, threads) as p (account_id, key) where p.account_id = any (held)),
        array(select p.key from unnest(account_ids, threads) as p (account_id, key) where p.account_id = any (held))
    );
    -- Not waited for while others are held.
    insert into ops.stale_thread (government_id, account_id, thread_key)
    select c.government_id, p.account_id, p.key
    from unnest(account_ids, threads) as p (account_id, key)
    where p.account_id <> all (held);
end
$$;
comment on function ops.correction_derive(int, bigint) is
    'Derives the threads or the case that a correction concerns; the caller holds the two accounts that it names.';

-- Why a change makes no sense; null where it does.
create or replace function ops.correction_refusal(i core.inquiry, field text, value text, ended_at timestamptz)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    unit core.unit;
begin
    if field = 'state' and value = 'answered' then
        return case
            when ended_at is null then 'it must be said when it was answered'
            when ended_at > now() then 'that answer lies in the future'
            when ended_at < i.opened_at then
                format('that answer lies before the question, which was asked at %s',
                    to_char(i.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            when i.state = 'answered' and i.ended_at <= ended_at then
                format('it was answered before that, at %s',
                    to_char(i.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
        end;
    elsif field = 'state' and value = 'waiting' then
        return case
            when i.state not in ('answered', 'helped') then format('nothing answered it: it is %s', i.state)
            when i.answer_id is null then format('correction %s says that it was answered: revoke that one', i.correction_id)
        end;
    elsif field = 'unit' then
        select u.* into unit
        from core.unit as u
        where u.government_id = i.government_id and u.unit_id = value::int;
        return case
            when unit.unit_id is null then 'its government has no such unit'
            when unit.active_to is not null then format('unit %s left the configuration', unit.code)
            when unit.unit_id = i.unit_id then format('it is of unit %s already', unit.code)
            when exists (
                select
                from core.inquiry as other
                where hashtextextended(
                        other.source_id, (other.government_id::bigint << 32) + other.source_account_id
                    ) = hashtextextended(i.source_id, (i.government_id::bigint << 32) + i.source_account_id)
                    and other.government_id = i.government_id
                    and other.source_account_id = i.source_account_id
                    and other.source_id = i.source_id
                    and other.class = i.class
                    and other.unit_id = unit.unit_id
                    and other.opened_at < coalesce(i.ended_at, 'infinity')
                    and coalesce(other.ended_at, 'infinity') > i.opened_at
            ) then format('unit %s was asked there, too, and has an inquiry of its own', unit.code)
        end;
    elsif field = 'needs_answer' then
        return case
            when value::boolean = (i.needed_at is not null) then
                case when value::boolean then 'it needs an answer already' else 'it needs no answer already' end
        end;
    elsif field in ('intent', 'topic') then
        return case
            when field = 'intent'
                and value not in ('question', 'complaint', 'request', 'suggestion', 'praise', 'spam', 'other')
                then format('%s is no intent: question, complaint, request, suggestion, praise, spam or other', value)
            when field = 'topic' and value !~ '^[a-z][a-z0-9_]{0,63}$' then
                format('%s is no name of a topic', value)
            when value = case field when 'intent' then i.intent else i.topic end then
                format('its %s is %s already', field, value)
        end;
    elsif field = 'reply_class' then
        return case
            when value not in ('substantive', 'stock', 'redirect') then
                format('%s is no class of replies: substantive, stock or redirect', value)
            when i.state <> 'answered' then format('nothing answered it: it is %s', i.state)
            when value = i.reply_class then format('its reply is %s already', value)
        end;
    end if;
    return format('%s cannot be corrected', field);
end
$$;
comment on function ops.correction_refusal(core.inquiry, text, text, timestamptz) is
    'Why a correction of an inquiry makes no sense, in words; null where it does.';

-- All inquiries of the thread or case of one: state, and where they count.
create or replace function ops.source_facts(i core.inquiry)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(
        jsonb_object_agg(
            s.inquiry_id,
            jsonb_build_object(
                'state', s.state, 'unit', coalesce(u.code, ''), 'channel', s.channel, 'opened_on', s.opened_on,
                'needed_on', s.needed_on, 'row', md5(s::text)
            )
        ),
        '{}'
    )
    from core.inquiry as s
    left join core.unit as u on u.government_id = s.government_id and u.unit_id = s.unit_id
    where hashtextextended(s.source_id, (s.government_id::bigint << 32) + s.source_account_id)
            = hashtextextended((i).source_id, ((i).government_id::bigint << 32) + (i).source_account_id)
        and s.government_id = (i).government_id
        and s.source_kind = (i).source_kind
        and s.source_account_id = (i).source_account_id
        and s.source_id = (i).source_id;
end;
comment on function ops.source_facts(core.inquiry) is
    'Part of ops.correct(): the inquiries of a thread or case by id, with their state and where they count.';

create or replace function ops.source_moved(was jsonb, becomes jsonb)
returns table (inquiry_id text, before text, after text)
language sql
immutable
begin atomic
    select coalesce(w.key, b.key), w.value ->> 'state', b.value ->> 'state'
    from jsonb_each(source_moved.was) as w
    full join jsonb_each(source_moved.becomes) as b on b.key = w.key
    where w.value is distinct from b.value
    order by 1;
end;
comment on function ops.source_moved(jsonb, jsonb) is 'Part of ops.correct(): what differs between two ops.source_facts().';

create or replace function ops.source_days(was jsonb, becomes jsonb)
returns table (day text, unit text, channel text)
language sql
immutable
begin atomic
    select distinct d.day, moved.facts ->> 'unit', moved.facts ->> 'channel'
    from (
        select unnest(array[w.value, b.value]) as facts
        from jsonb_each(source_days.was) as w
        full join jsonb_each(source_days.becomes) as b on b.key = w.key
        where w.value is distinct from b.value
    ) as moved
    cross join lateral (values (moved.facts ->> 'opened_on'), (moved.facts ->> 'needed_on')) as d (day)
    where d.day is not null
    order by 1, 2, 3;
end;
comment on function ops.source_days(jsonb, jsonb) is
    'Part of ops.correct(): local days, units and channels whose figures move between two ops.source_facts().';

-- The inquiry that an id means now, nobody else writing its accounts until the transaction ends; refused where a correction
-- would have no effect any more.
create or replace function ops.inquiry_hold(inquiry_id uuid, government_code text)
returns core.inquiry
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    i core.inquiry;
    final_before timestamptz;
begin
    select stored.* into i
    from core.government as g
    join core.inquiry as stored
        on stored.government_id = g.government_id
        and stored.inquiry_id = core.inquiry_now(g.government_id, inquiry_hold.inquiry_id)
    limit 1;
    if i.inquiry_id is null then
        raise exception 'there is no inquiry %', inquiry_hold.inquiry_id
            using errcode = 'PT007', hint = 'metrics.inquiry_detail and metrics.inquiry_open have the ids';
    elsif inquiry_hold.government_code is not null and not exists (
        select from core.government as g
        where g.government_id = i.government_id and g.code = inquiry_hold.government_code
    ) then
        raise exception 'inquiry % is of another government', inquiry_hold.inquiry_id using errcode = 'PT007';
    end if;
    perform core.account_lock(i.government_id, array[i.source_account_id, i.account_id]);
    select stored.* into i
    from core.inquiry as stored
    where stored.government_id = i.government_id and stored.inquiry_id = i.inquiry_id;
    if not found then
        raise exception 'inquiry % has just changed: try again', inquiry_hold.inquiry_id using errcode = 'PT007';
    end if;
    select h.horizon into final_before
    from ops.retention_horizon as h
    where h.government_id = i.government_id and h.class = 'inquiry';
    if i.opened_at < final_before then
        raise exception 'inquiry % is final: what is older than % is not derived any more', inquiry_hold.inquiry_id,
            final_before using errcode = 'PT007';
    end if;
    return i;
end
$$;
comment on function ops.inquiry_hold(uuid, text) is
    'The inquiry that an id means now, with its accounts locked until the end of the transaction; refuses one that is '
    'not there, of another government than the code names (null: any), or final.';

-- The unit that was asked is in the id; a correction may have named another one since.
create or replace function ops.inquiry_asked(i core.inquiry)
returns int
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select u.unit_id
    from (
        select 0 as unit_id
        union all
        select known.unit_id from core.unit as known where known.government_id = (inquiry_asked.i).government_id
    ) as u
    where core.inquiry_id(
        (inquiry_asked.i).government_id, (inquiry_asked.i).source_kind, (inquiry_asked.i).source_account_id,
        (inquiry_asked.i).source_id, u.unit_id, (inquiry_asked.i).opening_id, (inquiry_asked.i).class
    ) = (inquiry_asked.i).inquiry_id;
end;
comment on function ops.inquiry_asked(core.inquiry) is
    'The unit that was asked before any correction, as the inquiry''s id has it; 0 for none.';

-- What a value that somebody typed is stored as: of a unit its number.
create or replace function ops.correction_value(government_id int, field text, value text)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    unit_id int;
begin
    if field <> 'unit' then
        return value;
    end if;
    select u.unit_id into unit_id
    from core.unit as u
    where u.government_id = correction_value.government_id and u.code = correction_value.value;
    if unit_id is null then
        raise exception 'there is no unit % in the government of this inquiry', value using errcode = 'PT007';
    end if;
    return unit_id::text;
end
$$;
comment on function ops.correction_value(int, text, text) is
    'What a correction of a field stores of the value that was typed; refuses a unit that is not there.';

create or replace function ops.correction_add(
    i core.inquiry,
    field text,
    value text,
    ended_at timestamptz,
    person text,
    reason text,
    evidence text
)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    wanted text := ops.correction_value(i.government_id, correction_add.field, correction_add.value);
    refusal text := ops.correction_refusal(i, correction_add.field, wanted, correction_add.ended_at);
    found bigint;
begin
    if refusal is not null then
        raise exception '%', refusal using errcode = 'PT007';
    end if;
    select c.correction_id into found
    from core.correction as c
    where c.government_id = i.government_id
        and c.field = correction_add.field
        and c.revoked_at is null
        and core.inquiry_now(c.government_id, c.inquiry_id) = i.inquiry_id
        and (c.opening_id = i.opening_id or c.source_id = i.source_id)
    limit 1;
    if found is not null then
        raise exception 'correction % of its % stands', found, correction_add.field
            using errcode = 'PT007', hint = format('revoke it first: pantauctl correct --revoke %s', found);
    end if;
    insert into core.correction (
        government_id, inquiry_id, field, value, ended_at, decided_by, decided_at, reason, evidence, source_kind,
        source_account_id, source_id, channel, opening_id, opened_at, unit_id, account_id, class, answer_id
    )
    values (
        i.government_id, i.inquiry_id, correction_add.field, wanted, correction_add.ended_at, correction_add.person,
        clock_timestamp(), correction_add.reason, correction_add.evidence, i.source_kind, i.source_account_id,
        i.source_id, i.channel, i.opening_id, i.opened_at, ops.inquiry_asked(i), i.account_id, i.class,
        case when correction_add.field = 'state' and wanted = 'waiting' then i.answer_id end
    )
    returning correction_id into found;
    return found;
end
$$;
comment on function ops.correction_add(core.inquiry, text, text, timestamptz, text, text, text) is
    'Part of ops.correct(): stores what is to be so of a field, and returns the number of the correction.';

-- What a decision moved, for who took it.
create or replace function ops.correction_outcome(i core.inquiry, was jsonb, others jsonb)
returns table (kind text, name text, before text, after text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select 'inquiry', b.key, correction_outcome.was ->> b.key, b.value #>> '{}'
    from jsonb_each(
        ops.inquiry_facts((correction_outcome.i).government_id, (correction_outcome.i).inquiry_id)
    ) as b
    where b.value <> correction_outcome.was -> b.key
    union all
    select 'also', x.inquiry_id, x.before, x.after
    from ops.source_moved(correction_outcome.others, ops.source_facts(correction_outcome.i)) as x
    where x.inquiry_id <> (correction_outcome.i).inquiry_id::text
    union all
    select 'figures', x.day, x.unit, x.channel
    from ops.source_days(correction_outcome.others, ops.source_facts(correction_outcome.i)) as x;
end;
comment on function ops.correction_outcome(core.inquiry, jsonb, jsonb) is
    'Part of ops.correct() and ops.correction_revoke(): what differs now from ops.inquiry_facts() and '
    'ops.source_facts() of before: the inquiry, others of its thread or case, days of units and channels.';

create or replace function ops.correct(
    inquiry_id uuid,
    government_code text,
    changes jsonb,
    person text,
    reason text,
    evidence text
)
returns table (kind text, name text, before text, after text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    i core.inquiry;
    was jsonb;
    becomes jsonb;
    others jsonb;
    change record;
    made bigint;
    made_ids bigint[];
begin
    perform ops.decide_check(person, reason);
    i := ops.inquiry_hold(correct.inquiry_id, correct.government_code);
    was := ops.inquiry_facts(i.government_id, i.inquiry_id);
    others := ops.source_facts(i);
    for change in
        select
            e.key as field, e.value #>> '{}' as value,
            case
                when e.key = 'state' and e.value #>> '{}' = 'answered'
                then date_trunc('second', (correct.changes ->> 'ended_at')::timestamptz)
            end as ended_at
        from jsonb_each(correct.changes) as e
        where e.key <> 'ended_at'
        order by e.key
    loop
        made_ids := made_ids || ops.correction_add(
            i, change.field, change.value, change.ended_at, correct.person, correct.reason, correct.evidence);
    end loop;
    if made_ids is null then
        raise exception 'it must be said what is to be corrected' using errcode = 'PT007';
    end if;
    perform ops.correction_derive(i.government_id, made_ids[1]);
    becomes := ops.inquiry_facts(i.government_id, i.inquiry_id);
    if becomes is null or becomes = was then
        raise exception 'that would change nothing: something else decides what becomes of this inquiry'
            using errcode = 'PT007', detail = coalesce(becomes::text, 'it would not be there any more');
    end if;
    foreach made in array made_ids loop
        perform ops.audit_add(
            correct.person, 'correct', i.government_id, 'correction ' || made, correct.reason, was, becomes
        );
    end loop;
    return query
    select 'correction', x.id::text, null::text, c.field
    from unnest(made_ids) as x (id)
    join core.correction as c on c.government_id = i.government_id and c.correction_id = x.id
    union all
    select o.kind, o.name, o.before, o.after
    from ops.correction_outcome(i, was, others) as o;
end
$$;
comment on function ops.correct(uuid, text, jsonb, text, text, text) is
    'Corrects an inquiry (state and ended_at, unit by its code, needs_answer, intent, topic, reply_class) and derives what '
    'follows. Rows: kind correction (its number, the field), inquiry (what changed, before, after), also (other inquiries '
    'of the thread or case), figures (local day, unit, channel that move).';

create or replace function ops.correction_revoke(
    government_code text,
    correction_id bigint,
    person text,
    reason text
)
returns table (kind text, name text, before text, after text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    c core.correction;
    i core.inquiry;
    was jsonb;
    becomes jsonb;
    others jsonb;
begin
    perform ops.decide_check(person, reason);
    select stored.* into c
    from core.correction as stored
    join core.government as g on g.government_id = stored.government_id
    where stored.correction_id = correction_revoke.correction_id
        and (correction_revoke.government_code is null or g.code = correction_revoke.government_code);
    if c.correction_id is null then
        raise exception 'there is no correction %', correction_revoke.correction_id
            using errcode = 'PT007', hint = 'pantauctl correct --list';
    end if;
    perform core.account_lock(c.government_id, array[c.source_account_id, c.account_id]);
    select stored.* into i
    from core.inquiry as stored
    where stored.government_id = c.government_id
        and stored.inquiry_id = core.inquiry_now(c.government_id, c.inquiry_id);
    was := ops.inquiry_facts(c.government_id, i.inquiry_id);
    others := ops.source_facts(i);
    update core.correction as stored
    set revoked_at = now()
    where stored.government_id = c.government_id
        and stored.correction_id = c.correction_id
        and stored.revoked_at is null;
    if not found then
        raise exception 'correction % was revoked already', c.correction_id using errcode = 'PT007';
    end if;
    perform ops.correction_derive(c.government_id, c.correction_id);
    becomes := ops.inquiry_facts(c.government_id, i.inquiry_id);
    perform ops.audit_add(
        correction_revoke.person, 'revoke_correction', c.government_id, 'correction ' || c.correction_id,
        correction_revoke.reason, was, becomes
    );
    return query
    select 'correction', c.correction_id::text, c.field, null::text
    union all
    select o.kind, o.name, o.before, o.after
    from ops.correction_outcome(i, was, others) as o;
end
$$;
comment on function ops.correction_revoke(text, bigint, text, text) is
    'Takes a correction back and derives what follows; rows as of ops.correct().';

-- Which days of which units and channels an exclusion touches: what stands in the lists; other days have marks already.
create or replace function ops.exclusion_mark(government_id int, exclusion_id bigint, out days bigint, out inquiries bigint)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    with touched as (
        select r.government_id, r.unit_id, r.channel, r.day,
            sum(cardinality(r.outcome)) filter (where r.population = 'all' and r.channel <> 'all') as inquiries
        from core.exclusion as e
        join metrics.response_day as r
            on r.government_id = e.government_id
            and r.day between e.first_on and e.last_on
            and coalesce(e.unit_id, r.unit_id) = r.unit_id
            and coalesce(e.channel, r.channel) = r.channel
        where e.government_id = exclusion_mark.government_id and e.exclusion_id = exclusion_mark.exclusion_id
        group by r.government_id, r.unit_id, r.channel, r.day
    ),
    mark as (
        insert into core.dirty (government_id, unit_id, channel, day)
        select t.government_id, t.unit_id, t.channel, t.day
        from touched as t
        returning 1
    )
    select (select count(*) from mark), coalesce((select sum(t.inquiries) from touched as t), 0)::bigint;
end;
comment on function ops.exclusion_mark(int, bigint) is
    'Marks the days of an exclusion, so that the next round has them: how many (unit, channel, day), and with how many '
    'inquiries.';

create or replace function ops.exclude(
    government_code text,
    unit_code text,
    channel text,
    first_on date,
    last_on date,
    person text,
    reason text,
    out exclusion_id bigint,
    out days bigint,
    out inquiries bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    g core.government;
    unit int;
    same bigint;
begin
    perform ops.decide_check(person, reason);
    g := ops.government_named(exclude.government_code);
    if exclude.unit_code is not null then
        select u.unit_id into unit
        from core.unit as u
        where u.government_id = g.government_id and u.code = exclude.unit_code;
        if unit is null then
            raise exception 'government % has no unit %', g.code, exclude.unit_code using errcode = 'PT007';
        end if;
    end if;
    if exclude.channel is not null and not exists (
        select from core.account as a
        where a.government_id = g.government_id and a.channel = exclude.channel
    ) then
        raise exception 'government % has no account of channel %', g.code, exclude.channel using errcode = 'PT007';
    elsif exclude.first_on is null or exclude.last_on is null or exclude.first_on > exclude.last_on then
        raise exception 'the last day lies before the first' using errcode = 'PT007';
    elsif exclude.last_on > (now() at time zone g.timezone)::date then
        raise exception 'the last day lies in the future: nobody knows yet what will be wrong with it'
            using errcode = 'PT007';
    end if;
    -- One at a time: two who exclude the same at once must not both find nothing.
    perform core.government_hold(array[g.government_id]);
    select e.exclusion_id into same
    from core.exclusion as e
    where e.government_id = g.government_id
        and e.revoked_at is null
        and (e.unit_id is null or e.unit_id = unit)
        and (e.channel is null or e.channel = exclude.channel)
        and e.first_on <= exclude.first_on
        and e.last_on >= exclude.last_on
    limit 1;
    if same is not null then
        raise exception 'exclusion % takes these days out already', same using errcode = 'PT007';
    end if;
    insert into core.exclusion (
        government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, reason
    )
    values (
        g.government_id, unit, exclude.channel, exclude.first_on, exclude.last_on, exclude.person, now(), exclude.reason
    )
    returning core.exclusion.exclusion_id into exclude.exclusion_id;
    select m.days, m.inquiries into exclude.days, exclude.inquiries
    from ops.exclusion_mark(g.government_id, exclude.exclusion_id) as m;
    perform ops.audit_add(
        exclude.person, 'exclude', g.government_id, 'exclusion ' || exclude.exclusion_id, exclude.reason, null,
        jsonb_build_object(
            'unit', exclude.unit_code, 'channel', exclude.channel, 'first_on', exclude.first_on,
            'last_on', exclude.last_on
        )
    );
end
$$;
comment on function ops.exclude(text, text, text, date, date, text, text) is
    'Takes local days of a unit (null: all) and channel (null: all) out of the figures: its number, how many days of units '
    'and channels had inquiries, and how many these are.';

create or replace function ops.exclusion_revoke(
    government_code text,
    exclusion_id bigint,
    person text,
    reason text,
    out days bigint,
    out inquiries bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    e core.exclusion;
begin
    perform ops.decide_check(person, reason);
    select stored.* into e
    from core.exclusion as stored
    join core.government as g on g.government_id = stored.government_id
    where stored.exclusion_id = exclusion_revoke.exclusion_id
        and (exclusion_revoke.government_code is null or g.code = exclusion_revoke.government_code);
    if e.exclusion_id is null then
        raise exception 'there is no exclusion %', exclusion_revoke.exclusion_id
            using errcode = 'PT007', hint = 'pantauctl exclude --list';
    end if;
    update core.exclusion as stored
    set revoked_at = now()
    where stored.government_id = e.government_id and stored.exclusion_id = e.exclusion_id and stored.revoked_at is null;
    if not found then
        raise exception 'exclusion % was revoked already', e.exclusion_id using errcode = 'PT007';
    end if;
    select m.days, m.inquiries into exclusion_revoke.days, exclusion_revoke.inquiries
    from ops.exclusion_mark(e.government_id, e.exclusion_id) as m;
    perform ops.audit_add(
        exclusion_revoke.person, 'revoke_exclusion', e.government_id, 'exclusion ' || e.exclusion_id,
        exclusion_revoke.reason,
        jsonb_build_object(
            'unit_id', e.unit_id, 'channel', e.channel, 'first_on', e.first_on, 'last_on', e.last_on
        ),
        null
    );
end
$$;
comment on function ops.exclusion_revoke(text, bigint, text, text) is
    'Puts days back into the figures; how many days of units and channels, with how many inquiries.';
