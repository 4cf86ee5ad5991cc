-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Platforms whose terms say that what is kept must be confirmed there again and again, and that the text of
-- what is gone there must go here: what is to be asked for next, and how texts go.

create or replace function ops.sweep_next(
    government_id int,
    account_id int,
    seen_at timestamptz,
    confirm_s bigint,
    items int,
    settled boolean
)
returns table (external_id text, is_post boolean, post_external_id text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    round ops.sweep;
begin
    -- The first round begins when what was just collected has grown old.
    insert into ops.sweep (government_id, account_id, started_at, finished_at)
    values (sweep_next.government_id, sweep_next.account_id, sweep_next.seen_at, sweep_next.seen_at)
    on conflict do nothing;
    select s.* into strict round
    from ops.sweep as s
    where s.government_id = sweep_next.government_id and s.account_id = sweep_next.account_id
    for update;

    if round.finished_at is null and sweep_next.settled then
        round.after_post := round.named_post;
        round.after_message := round.named_message;
    elsif round.finished_at is not null then
        if round.started_at + sweep_next.confirm_s * interval '1 second' > sweep_next.seen_at then
            return;
        end if;
        round.started_at := sweep_next.seen_at;
        round.finished_at := null;
        round.after_post := '';
        round.after_message := '';
    end if;
    round.named_post := round.after_post;
    round.named_message := round.after_message;

    for external_id in
        select p.external_id
        from core.post as p
        where p.government_id = sweep_next.government_id and p.account_id = sweep_next.account_id
            and p.removed_at is null and p.external_id > round.after_post
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
            order by m.external_id
            limit sweep_next.items
        loop
            is_post := false;
            round.named_message := external_id;
            return next;
        end loop;
    end if;
    if (round.named_post, round.named_message) = (round.after_post, round.after_message) then
        round.finished_at := sweep_next.seen_at;
    end if;
    update ops.sweep as s
    set
        started_at = round.started_at,
        finished_at = round.finished_at,
        after_post = round.after_post,
        after_message = round.after_message,
        named_post = round.named_post,
        named_message = round.named_message
    where s.government_id = sweep_next.government_id and s.account_id = sweep_next.account_id;
end
$$;
comment on function ops.sweep_next(int, int, timestamptz, bigint, int, boolean) is
    'What of an account is to be confirmed by id next, at most so many items, posts first; none while the last round is younger than confirm_s seconds. settled: those named before were confirmed; else they are named again. Direct messages are left out: no platform lets one ask for them so.';

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
    set removed_at = post_gone.at
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
    'Marks a post as removed, found so at a moment, where it was not; returns inquiries changed, null where another '
    'session holds its account and nothing was done.';

create or replace function core.text_erase(government_id int, account_id int, external_ids text[])
returns setof text
language sql
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    with message as (
        update core.message as m
        set text = null
        where m.government_id = text_erase.government_id and m.account_id = text_erase.account_id
            and m.external_id = any (text_erase.external_ids)
            and m.gone_by is not null and m.text is not null
        returning m.external_id
    ), verdict as (
        insert into core.post_verdict (government_id, post_id, needs_answer, undecided, intent)
        select p.government_id, p.post_id, v.needs, v.undecided, v.intent
        from core.post as p
        cross join lateral core.needs_answer(p.text) as v
        where p.government_id = text_erase.government_id and p.account_id = text_erase.account_id
            and p.external_id = any (text_erase.external_ids)
            and p.removed_at is not null and p.text is not null
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
        set text = null
        where p.government_id = text_erase.government_id and p.account_id = text_erase.account_id
            and p.external_id = any (text_erase.external_ids)
            and p.removed_at is not null and p.text is not null
        returning p.external_id
    ), pointing as (
        delete from core.message_reference as r
        where r.government_id = text_erase.government_id and r.account_id = text_erase.account_id
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
comment on function core.text_erase(int, int, text[]) is
    'Takes the texts of those of these messages and posts that are gone at their platform, and returns whose. What '
    'was derived from a text stays: of a message text_hash tells that there was one, and core.rebuild_inquiries() '
    'asks no rule about it again; of a leader''s post that asks, core.post_verdict keeps it. What it pointed to '
    'goes, too, but for posts, messages and complaints that are held: on these an answer may rest.';
