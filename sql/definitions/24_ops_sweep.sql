-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Platforms whose terms say that what is kept must be confirmed there again and again, and that the text of
-- what is gone there must go here: what is to be asked for next, how texts go, and which go because nothing
-- confirmed them. No row says when its text was confirmed: in a round, what stands at or before the place it has
-- come to was at its beginning or later, the rest no earlier than ops.sweep.oldest_at; and what an answer brought
-- or changed, in that answer.

-- To be the first round of an account that has none: where a daemon asks from its first day on, little is held yet.
create or replace function ops.sweep_first(government_id int, account_id int, at timestamptz, items int)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
    with held as (
        (
            select p.first_observed_at
            from core.post as p
            where p.government_id = sweep_first.government_id and p.account_id = sweep_first.account_id
            order by p.external_id
            limit sweep_first.items + 1
        )
        union all
        (
            select m.first_observed_at
            from core.message as m
            where m.government_id = sweep_first.government_id and m.account_id = sweep_first.account_id
            order by m.external_id
            limit sweep_first.items + 1
        )
    )
    select
        case
            when count(*) <= sweep_first.items then least(sweep_first.at, min(h.first_observed_at))
            else '-infinity'
        end
    from held as h;
end;
comment on function ops.sweep_first(int, int, timestamptz, int) is
    'When the first that is held of an account was seen; that moment where nothing is. Before all time where more than so '
    'many posts and messages are: the daemon would stand still while they are read.';

-- What was named is settled: all but these was confirmed, or is gone.
create or replace function ops.sweep_settle(round ops.sweep, posts text[], messages text[], at timestamptz)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
begin atomic
    delete from ops.unconfirmed as n
    where n.government_id = (round).government_id and n.account_id = (round).account_id
        and case
            when n.is_post
            then n.external_id > (round).after_post and n.external_id <= (round).named_post
                and n.external_id <> all (sweep_settle.posts)
            else n.external_id > (round).after_message and n.external_id <= (round).named_message
                and n.external_id <> all (sweep_settle.messages)
        end;
    insert into ops.unconfirmed as n (
        government_id, account_id, is_post, external_id, confirmed_at, first_at, last_at, rounds
    )
    select
        (round).government_id, (round).account_id, k.is_post, k.external_id,
        greatest(k.confirmed_at, (round).oldest_at), now_.at, now_.at, 1
    from (
        select p.external_id, true, greatest(p.first_observed_at, p.changed_observed_at)
        from core.post as p
        where p.government_id = (round).government_id and p.account_id = (round).account_id
            and p.external_id = any (sweep_settle.posts) and p.removed_at is null
        union all
        select m.external_id, false, greatest(m.first_observed_at, m.changed_observed_at)
        from core.message as m
        where m.government_id = (round).government_id and m.account_id = (round).account_id
            and m.external_id = any (sweep_settle.messages) and m.gone_by is null
    ) as k (external_id, is_post, confirmed_at)
    cross join (select greatest(sweep_settle.at, (round).started_at)) as now_ (at)
    on conflict on constraint unconfirmed_pkey do update set
        last_at = excluded.last_at,
        rounds = n.rounds + 1;
end;
comment on function ops.sweep_settle(ops.sweep, text[], text[], timestamptz) is
    'Writes down of which of the posts and messages that a round has named the platform said nothing; the others are '
    'exceptions no more.';

create or replace function ops.sweep_next(
    government_id int,
    account_id int,
    seen_at timestamptz,
    confirm_s bigint,
    items int,
    settled bigint,
    posts text[],
    messages text[]
)
returns table (
    external_id text,
    is_post boolean,
    post_external_id text,
    unconfirmed int,
    since timestamptz,
    batch bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    round ops.sweep;
    now_at timestamptz := least(seen_at, now());
begin
    -- The first round begins when the first that was collected has grown old.
    if not exists (
        select
        from ops.sweep as known
        where known.government_id = sweep_next.government_id and known.account_id = sweep_next.account_id
    ) then
        insert into ops.sweep (government_id, account_id, started_at, finished_at, oldest_at)
        select sweep_next.government_id, sweep_next.account_id, f.at, f.at, f.at
        from ops.sweep_first(
            sweep_next.government_id, sweep_next.account_id, now_at, 20000
        ) as f (at)
        on conflict do nothing;
    end if;
    select s.* into strict round
    from ops.sweep as s
    where s.government_id = sweep_next.government_id and s.account_id = sweep_next.account_id
    for update;

    -- Another number: what the caller has settled is not what was named last, be it to another daemon meanwhile.
    if round.finished_at is null and sweep_next.settled = round.batch then
        perform ops.sweep_settle(round, sweep_next.posts, sweep_next.messages, now_at);
        round.after_post := round.named_post;
        round.after_message := round.named_message;
    elsif round.finished_at is not null then
        -- One that lies as far ahead was by a clock that was wrong: nothing was confirmed later than now.
        if round.started_at + sweep_next.confirm_s * interval '1 second' > now_at
            and round.started_at - sweep_next.confirm_s * interval '1 second' < now_at
        then
            return;
        end if;
        round.oldest_at := least(round.oldest_at, now_at);
        round.started_at := now_at;
        round.finished_at := null;
        round.after_post := '';
        round.after_message := '';
    end if;
    round.named_post := round.after_post;
    round.named_message := round.after_message;
    round.batch := round.batch + 1;
    batch := round.batch;

    for external_id in
        select p.external_id
        from core.post as p
        where p.government_id = sweep_next.government_id and p.account_id = sweep_next.account_id
            and p.removed_at is null and p.external_id > round.after_post
            and (p.text is not null or p.text_expired_at is null)
        order by p.external_id
        limit sweep_next.items
    loop
        is_post := true;
        round.named_post := external_id;
        return next;
    end loop;
    if round.named_post = round.after_post then
        for external_id, post_external_id in
            select m.external_id, m.post_external_id
            from core.message as m
            where m.government_id = sweep_next.government_id and m.account_id = sweep_next.account_id
                and m.gone_by is null and m.kind <> 'direct_message'
                and m.external_id > round.after_message
                and (m.text is not null or m.text_expired_at is null)
            order by m.external_id
            limit sweep_next.items
        loop
            is_post := false;
            round.named_message := external_id;
            return next;
        end loop;
    end if;
    if (round.named_post, round.named_message) = (round.after_post, round.after_message) then
        round.finished_at := now_at;
        round.oldest_at := greatest(round.oldest_at, round.started_at);
        -- What it did not name any more: its text went, or another answer said that it is gone.
        delete from ops.unconfirmed as n
        where n.government_id = sweep_next.government_id and n.account_id = sweep_next.account_id
            and n.last_at < round.started_at;
        select count(*), min(n.confirmed_at) into unconfirmed, since
        from ops.unconfirmed as n
        where n.government_id = sweep_next.government_id and n.account_id = sweep_next.account_id;
        if unconfirmed > 0 then
            external_id := null;
            is_post := null;
            post_external_id := null;
            batch := null;
            return next;
        end if;
    end if;
    update ops.sweep as s
    set
        started_at = round.started_at,
        finished_at = round.finished_at,
        after_post = round.after_post,
        after_message = round.after_message,
        named_post = round.named_post,
        named_message = round.named_message,
        oldest_at = round.oldest_at,
        batch = round.batch
    where s.government_id = sweep_next.government_id and s.account_id = sweep_next.account_id;
end
$$;
comment on function ops.sweep_next(int, int, timestamptz, bigint, int, bigint, text[], text[]) is
    'What of an account is to be confirmed by id next, at most so many items, posts first; none while the last round is younger '
    'than confirm_s seconds. settled: the batch of which each item was confirmed or found gone, but for these posts and '
    'messages, of which the platform said nothing; null, or another batch than the last: they are named again. Left out are '
    'direct messages, which no platform lets one ask for so, and whose text expired. The end of a round that passed some '
    'over is a row without an id: how many of the account are unconfirmed now, and when the first of them was confirmed last. Of the caller''s clock and '
    'the server''s the one that is behind counts.';

-- A post that was found gone. Where it is a leader's that names accounts, their waits carry the flag. It goes where the
-- lease is renewed, so it waits for no account; the caller comes again.
create or replace function core.post_gone(government_id int, account_id int, external_id text, at timestamptz)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if not pg_try_advisory_xact_lock_shared(post_gone.government_id, -1)
        or not core.account_try(post_gone.government_id, post_gone.account_id)
    then
        return null;
    end if;
    update core.post as p
    set removed_at = least(post_gone.at, now())
    where p.government_id = post_gone.government_id
        and p.account_id = post_gone.account_id
        and p.external_id = post_gone.external_id
        and p.removed_at is null;
    if not found or not exists (
        select
        from core.message_mention as named
        where named.government_id = post_gone.government_id
            and named.account_id = post_gone.account_id
            and named.post_external_id = post_gone.external_id
    ) then
        return 0;
    end if;
    return core.derive_message(
        post_gone.government_id, post_gone.account_id, array[post_gone.external_id]
    );
end
$$;
comment on function core.post_gone(int, int, text, timestamptz) is
    'Marks a post as removed, found so at a moment, by now at the latest, where it was not; returns inquiries changed, null where another '
    'session holds its account and nothing was done.';

-- What goes with a text, and what stays of it.
create or replace function core.text_drop(
    government_id int,
    account_id int,
    messages text[],
    posts text[],
    expired_at timestamptz
)
returns setof text
language sql
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    with message as (
        update core.message as m
        set text = null, text_expired_at = coalesce(text_drop.expired_at, m.text_expired_at)
        where m.government_id = text_drop.government_id and m.account_id = text_drop.account_id
            and m.external_id = any (text_drop.messages)
            and m.text is not null
        returning m.external_id
    ), verdict as (
        insert into core.post_verdict (government_id, post_id, needs_answer, undecided, intent)
        select p.government_id, p.post_id, v.needs, v.undecided, v.intent
        from core.post as p
        cross join lateral core.needs_answer(p.text) as v
        where p.government_id = text_drop.government_id and p.account_id = text_drop.account_id
            and p.external_id = any (text_drop.posts)
            and p.text is not null
            and exists (
                select
                from core.message_mention as named
                where named.government_id = p.government_id
                    and named.account_id = p.account_id
                    and named.post_external_id = p.external_id
            )
        on conflict on constraint post_verdict_pkey do update set
            needs_answer = excluded.needs_answer,
            undecided = excluded.undecided,
            intent = excluded.intent
    ), post as (
        update core.post as p
        set text = null, text_expired_at = coalesce(text_drop.expired_at, p.text_expired_at)
        where p.government_id = text_drop.government_id and p.account_id = text_drop.account_id
            and p.external_id = any (text_drop.posts)
            and p.text is not null
        returning p.external_id
    ), pointing as (
        delete from core.message_reference as r
        where r.government_id = text_drop.government_id and r.account_id = text_drop.account_id
            and (r.external_id, r.in_post) in (
                select message.external_id, false from message
                union all
                select post.external_id, true from post
            )
            and not exists (
                select
                from core.reference_case(r.government_id, array[r.channel], array[r.object_key])
            )
    )
    select message.external_id
    from message
    union all
    select post.external_id
    from post;
end;
comment on function core.text_drop(int, int, text[], text[], timestamptz) is
    'Takes the texts of these messages and posts, and returns whose; expired_at is kept with them, null: it is not. What '
    'was derived from a text stays: of a message text_hash tells that there was one, and core.rebuild_inquiries() '
    'asks no rule about it again; of a leader''s post that asks, core.post_verdict keeps it. What it pointed to '
    'goes, too, but for posts, messages and complaints that are held: on these an answer may rest.';

create or replace function core.text_erase(government_id int, account_id int, external_ids text[])
returns setof text
language sql
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select t.external_id
    from core.text_drop(
        text_erase.government_id,
        text_erase.account_id,
        array(
            select m.external_id
            from core.message as m
            where m.government_id = text_erase.government_id and m.account_id = text_erase.account_id
                and m.external_id = any (text_erase.external_ids)
                and m.gone_by is not null
        ),
        array(
            select p.external_id
            from core.post as p
            where p.government_id = text_erase.government_id and p.account_id = text_erase.account_id
                and p.external_id = any (text_erase.external_ids)
                and p.removed_at is not null
        ),
        null
    ) as t (external_id);
end;
comment on function core.text_erase(int, int, text[]) is
    'Takes the texts of those of these messages and posts that are gone at their platform (core.text_drop()), and returns whose.';

-- Not a condition on each text: a round that confirms them writes one row. Whatever is kept counts as looked at, with a
-- text or without one: what is read is what takes time.
create or replace function ops.text_look(
    round ops.sweep,
    overdue_at timestamptz,
    items int,
    out posts text[],
    out messages text[],
    out since timestamptz,
    out rest_since timestamptz,
    out looked int,
    out last_post text,
    out last_message text
)
language sql
volatile
set search_path = pg_catalog, pg_temp
begin atomic
    with post as materialized (
        select p.external_id, p.text is not null as held,
            greatest(
                p.first_observed_at, p.changed_observed_at, (round).oldest_at,
                case
                    when (round).finished_at is not null or p.external_id <= (round).after_post
                    then (round).started_at
                end
            ) as confirmed_at
        from core.post as p
        where p.government_id = (round).government_id and p.account_id = (round).account_id
            and p.external_id > (round).look_post
        order by p.external_id
        limit text_look.items
    ),
    message as materialized (
        select m.external_id, m.text is not null as held,
            greatest(
                m.first_observed_at, m.changed_observed_at, (round).oldest_at,
                case
                    when (round).finished_at is not null or m.external_id <= (round).after_message
                    then (round).started_at
                end
            ) as confirmed_at
        from core.message as m
        where m.government_id = (round).government_id and m.account_id = (round).account_id
            and m.external_id > (round).look_message
        order by m.external_id
        limit text_look.items - (select count(*) from post)
    ),
    seen as (
        select post.*, true as is_post
        from post
        union all
        select message.*, false
        from message
    )
    select
        array_agg(s.external_id) filter (where s.is_post and s.held and s.confirmed_at <= text_look.overdue_at),
        array_agg(s.external_id) filter (where not s.is_post and s.held and s.confirmed_at <= text_look.overdue_at),
        min(s.confirmed_at) filter (where s.held and s.confirmed_at <= text_look.overdue_at),
        min(s.confirmed_at) filter (where s.held and s.confirmed_at > text_look.overdue_at),
        count(*)::int,
        max(s.external_id) filter (where s.is_post),
        max(s.external_id) filter (where not s.is_post)
    from seen as s;
end;
comment on function ops.text_look(ops.sweep, timestamptz, int) is
    'From the place that the look at an account has come to, at most so many of its posts and messages: those whose texts '
    'nothing confirmed after a moment, the first of their last confirmations, that of the other texts, how many were looked '
    'at, and the last of both.';

-- An account that another living instance polls is that one's, which may be confirming it just now.
create or replace function ops.text_due(instance text, channels text[], limits_s int[], at timestamptz, accounts int)
returns table (
    government_id int,
    account_id int,
    channel text,
    external_id text,
    active boolean,
    overdue_at timestamptz,
    passed boolean
)
language sql
volatile
set search_path = pg_catalog, pg_temp
begin atomic
    select a.government_id, a.account_id, a.channel, a.external_id, a.active, l.overdue_at, n.passed
    from (
        select given.channel, text_due.at - given.limit_s * interval '1 second'
        from unnest(text_due.channels, text_due.limits_s) as given (channel, limit_s)
    ) as l (channel, overdue_at)
    join core.account as a on a.channel = l.channel and a.access in ('owned', 'public')
    left join ops.sweep as s on s.government_id = a.government_id and s.account_id = a.account_id
    cross join lateral (
        select exists (
            select
            from ops.unconfirmed as n
            where n.government_id = a.government_id and n.account_id = a.account_id
                and n.confirmed_at <= l.overdue_at
        )
    ) as n (passed)
    where (n.passed or s.account_id is null or s.oldest_at <= l.overdue_at)
        and not exists (
            select
            from ops.stream as theirs
            join ops.lease as living
                on living.instance = theirs.lease_owner and living.lease_until >= clock_timestamp()
            where theirs.government_id = a.government_id and theirs.account_id = a.account_id
                and theirs.active and theirs.lease_owner <> text_due.instance
                and not exists (
                    select
                    from ops.stream as ours
                    where ours.government_id = theirs.government_id and ours.account_id = theirs.account_id
                        and ours.active and ours.lease_owner = text_due.instance
                )
        )
    order by n.passed desc, s.oldest_at nulls first, a.government_id, a.account_id
    limit text_due.accounts;
end;
comment on function ops.text_due(text, text[], int[], timestamptz, int) is
    'Accounts of these channels whose oldest text may be overdue, that the instance polls or no living one does. passed: one '
    'is that the platform passes over.';

-- The caller holds the account, and the row of its rounds.
create or replace function ops.unconfirmed_expire(
    government_id int,
    account_id int,
    overdue_at timestamptz,
    at timestamptz,
    items int,
    out looked int,
    out texts int,
    out since timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    posts text[];
    messages text[];
begin
    with due as (
        select n.is_post, n.external_id, greatest(n.confirmed_at, k.changed_at) as confirmed_at
        from (
            select u.is_post, u.external_id, u.confirmed_at
            from ops.unconfirmed as u
            where u.government_id = unconfirmed_expire.government_id
                and u.account_id = unconfirmed_expire.account_id
                and u.confirmed_at <= unconfirmed_expire.overdue_at
            order by u.is_post, u.external_id
            limit unconfirmed_expire.items
        ) as n
        left join lateral (
            select p.changed_observed_at
            from core.post as p
            where n.is_post
                and p.government_id = unconfirmed_expire.government_id
                and p.account_id = unconfirmed_expire.account_id
                and p.external_id = n.external_id
            union all
            select m.changed_observed_at
            from core.message as m
            where not n.is_post
                and m.government_id = unconfirmed_expire.government_id
                and m.account_id = unconfirmed_expire.account_id
                and m.external_id = n.external_id
        ) as k (changed_at) on true
    ),
    -- A list brought or changed it since.
    shown as (
        update ops.unconfirmed as n
        set confirmed_at = due.confirmed_at
        from due
        where n.government_id = unconfirmed_expire.government_id
            and n.account_id = unconfirmed_expire.account_id
            and n.is_post = due.is_post and n.external_id = due.external_id
            and due.confirmed_at > unconfirmed_expire.overdue_at
    )
    select
        count(*),
        array_agg(due.external_id) filter (where due.is_post and due.confirmed_at <= unconfirmed_expire.overdue_at),
        array_agg(due.external_id) filter (where not due.is_post and due.confirmed_at <= unconfirmed_expire.overdue_at),
        min(due.confirmed_at)
    into looked, posts, messages, since
    from due;
    texts := (
        select count(*)
        from core.text_drop(
            unconfirmed_expire.government_id, unconfirmed_expire.account_id, messages, posts, unconfirmed_expire.at
        )
    );
    -- What never had a text is given up, too: it would be asked for for ever.
    update core.post as p
    set text_expired_at = unconfirmed_expire.at
    where p.government_id = unconfirmed_expire.government_id and p.account_id = unconfirmed_expire.account_id
        and p.external_id = any (posts)
        and p.text is null and p.text_expired_at is null and p.removed_at is null;
    update core.message as m
    set text_expired_at = unconfirmed_expire.at
    where m.government_id = unconfirmed_expire.government_id and m.account_id = unconfirmed_expire.account_id
        and m.external_id = any (messages)
        and m.text is null and m.text_expired_at is null and m.gone_by is null;
    delete from ops.unconfirmed as n
    where n.government_id = unconfirmed_expire.government_id and n.account_id = unconfirmed_expire.account_id
        and n.external_id = any (case when n.is_post then posts else messages end);
end
$$;
comment on function ops.unconfirmed_expire(int, int, timestamptz, timestamptz, int) is
    'Takes texts of what the platform passes over and nothing confirmed after a moment, at most so many; what had none '
    'is asked for no more, either. Returns how many were looked at, how many texts went, and when the first was confirmed last.';

-- One at a time, and of one account: no writer holds one and waits for another.
create or replace function ops.text_expire(
    instance text,
    channels text[],
    limits_s int[],
    at timestamptz,
    items int
)
returns table (
    channel text,
    external_id text,
    active boolean,
    texts int,
    confirmed_at timestamptz,
    passed boolean
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    now_at timestamptz := least(at, now());
    looks constant int := 200; -- accounts of one call
    room int := items;
    looked boolean := false;
    due record;
    round ops.sweep;
    look record;
    oldest timestamptz;
begin
    if not pg_try_advisory_xact_lock(1348562548, 5) then
        return;
    end if;
    texts := 0;
    for due in
        select d.*
        from ops.text_due(text_expire.instance, text_expire.channels, text_expire.limits_s, now_at, looks) as d
    loop
        -- Of what no round was ever asked for nothing is known before it was looked at.
        insert into ops.sweep (government_id, account_id, started_at, finished_at, oldest_at)
        values (due.government_id, due.account_id, '-infinity', '-infinity', '-infinity')
        on conflict do nothing;
        select s.* into round
        from ops.sweep as s
        where s.government_id = due.government_id and s.account_id = due.account_id
        for update skip locked;
        continue when not found;
        if due.passed then
            continue when not pg_try_advisory_xact_lock_shared(due.government_id, -1)
                or not core.account_try(due.government_id, due.account_id);
            select o.looked, o.texts, o.since into look
            from ops.unconfirmed_expire(
                due.government_id, due.account_id, due.overdue_at, now_at, room
            ) as o;
            channel := due.channel;
            external_id := due.external_id;
            active := due.active;
            texts := look.texts;
            confirmed_at := look.since;
            passed := true;
            looked := true;
            room := room - look.looked;
            exit when texts > 0 or room <= 0;
            continue;
        end if;
        -- What comes meanwhile, behind the place, is no older than this.
        round.look_oldest_at := coalesce(round.look_oldest_at, now_at);
        select o.* into look
        from ops.text_look(round, due.overdue_at, room) as o;
        if look.since is not null then
            -- Nobody waits for an account on the connection that renews leases: the next round comes to it.
            continue when not pg_try_advisory_xact_lock_shared(due.government_id, -1)
                or not core.account_try(due.government_id, due.account_id);
            -- Meanwhile an answer may have brought some of them.
            select o.* into look
            from ops.text_look(round, due.overdue_at, room) as o;
            channel := due.channel;
            external_id := due.external_id;
            active := due.active;
            passed := false;
            confirmed_at := look.since;
            texts := (
                select count(*)
                from core.text_drop(
                    due.government_id, due.account_id, look.messages, look.posts, now_at
                )
            );
        end if;
        oldest := least(round.look_oldest_at, look.rest_since);
        if look.looked >= room then
            update ops.sweep as s
            set
                look_post = coalesce(look.last_post, round.look_post),
                look_message = coalesce(look.last_message, round.look_message),
                look_oldest_at = oldest
            where s.government_id = due.government_id and s.account_id = due.account_id;
        else
            update ops.sweep as s
            set
                started_at = case when s.started_at = '-infinity' then oldest else s.started_at end,
                finished_at = case when s.finished_at = '-infinity' then oldest else s.finished_at end,
                oldest_at = greatest(s.oldest_at, oldest),
                look_post = '',
                look_message = '',
                look_oldest_at = null
            where s.government_id = due.government_id and s.account_id = due.account_id;
        end if;
        looked := true;
        room := room - look.looked;
        exit when texts > 0 or room <= 0;
    end loop;
    if looked then
        return next;
    end if;
end
$$;
comment on function ops.text_expire(text, text[], int[], timestamptz, int) is
    'Takes texts of one account of these channels that were not confirmed at its platform for the channel''s limit in seconds, '
    'whatever the reason, after a look at so many posts and messages at most; the next call goes on there. Not of an account '
    'that another living instance polls. Returns the account, how many texts went, when the first of them was confirmed '
    'last, and whether the platform was asked and passed them over. No texts: none of those that were looked at is overdue, others may be. No row: there is nothing left '
    'to look at, or another session holds what is. Of two clocks, the caller''s and the server''s, the one that is behind counts.';
