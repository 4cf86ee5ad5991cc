-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How a sample is drawn and labelled. Stratified by what the rules said: of each verdict equally many, so that rare ones
-- are judged too; how many texts there were with each is kept, so that recall can be told of all of them. Whoever labels sees
-- the text, never what the rules or others say. The first two who begin are the task's labellers; one more
-- decides where these differ. Texts are shown of samples alone: operators read no others.

create or replace function ops.label_choices(criterion text, version int)
returns text[]
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select array_agg(c.choice order by c.place)
    from core.criterion_choices(label_choices.criterion, label_choices.version) as c;
end;
comment on function ops.label_choices(text, int) is
    'The verdicts of a criterion of labels; none: no word fits. Null for what is no criterion.';

create or replace function ops.label_text(
    criterion text,
    version int,
    government_id int,
    account_id int,
    item_id text,
    sent_at timestamptz
)
returns table (text text, permalink text)
language sql
stable
begin atomic
    select m.text, m.permalink
    from core.criterion as c
    join core.message as m
        on m.government_id = label_text.government_id and m.account_id = label_text.account_id
        and m.external_id = label_text.item_id and m.sent_at = label_text.sent_at
    where c.criterion = label_text.criterion and c.version = label_text.version and c.item_kind in ('message', 'reply')
    union all
    select p.text, p.permalink
    from core.criterion as c
    join core.post as p
        on p.government_id = label_text.government_id and p.account_id = label_text.account_id
        and p.external_id = label_text.item_id
    where c.criterion = label_text.criterion and c.version = label_text.version and c.item_kind = 'post'
    union all
    select nullif(concat_ws(E'\n', k.title, k.text), ''), k.permalink
    from core.criterion as c
    join core.complaint as k
        on k.government_id = label_text.government_id and k.account_id = label_text.account_id
        and k.external_id = label_text.item_id
    where c.criterion = label_text.criterion and c.version = label_text.version and c.item_kind = 'complaint';
end;
comment on function ops.label_text(text, int, int, int, text, timestamptz) is
    'The text of a sample and its address; a text that went since is null, or has no row.';

-- What there is to draw from: standing texts of the time and what the rules said of each.
create or replace function ops.label_frame(
    government_id int,
    criterion text,
    from_at timestamptz,
    to_at timestamptz
)
returns table (account_id int, item_id text, sent_at timestamptz, verdict text, rule text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    with kind as (
        select c.item_kind, c.criterion
        from core.criterion as c
        where c.criterion = label_frame.criterion and c.by_text
        order by c.version desc
        limit 1
    )
    select x.account_id, x.item_id, x.sent_at, x.verdict, x.rule
    from (
        select
            m.account_id,
            m.external_id as item_id,
            m.sent_at,
            core.proxy_verdict(kind.criterion, null, m, t, null, null) as verdict,
            case kind.criterion
                when 'topic' then m.topic_rule
                when 'reply_class' then m.reply_rule
                when 'needs_answer' then m.rule
                when 'intent' then m.rule
                else 'measure.' || t.version
            end as rule
        from kind
        join core.message as m
            on m.government_id = label_frame.government_id
            and m.sent_at >= label_frame.from_at
            and m.sent_at < label_frame.to_at
        left join core.text_measure as t
            on t.government_id = m.government_id and t.account_id = m.account_id and t.kind = 'message'
            and t.external_id = m.external_id and kind.item_kind = 'reply'
        where kind.item_kind in ('message', 'reply')
            and (kind.item_kind = 'reply') = (m.role = 'official')
            and m.role in ('citizen', 'leader', 'unknown', 'official')
            and m.gone_by is null
            and btrim(m.text, E' \t\r\n') <> ''
        union all
        select
            p.account_id, p.external_id, p.published_at, core.proxy_verdict(kind.criterion, p, null, t, null, null),
            case kind.criterion
                when 'purpose' then p.purpose_rule
                when 'post_topic' then p.topic_rule
                else 'measure.' || t.version
            end
        from kind
        join core.post as p
            on p.government_id = label_frame.government_id
            and p.published_at >= label_frame.from_at
            and p.published_at < label_frame.to_at
        left join core.text_measure as t
            on t.government_id = p.government_id and t.account_id = p.account_id and t.kind = 'post'
            and t.external_id = p.external_id
        where kind.item_kind = 'post'
            and p.removed_at is null
            and btrim(p.text, E' \t\r\n') <> ''
        union all
        select
            c.account_id, c.external_id, c.received_at, core.proxy_verdict(kind.criterion, null, null, null, c, null),
            c.topic_rule
        from kind
        join core.complaint as c
            on c.government_id = label_frame.government_id
            and c.received_at >= label_frame.from_at
            and c.received_at < label_frame.to_at
        where kind.item_kind = 'complaint'
            and c.status not in ('blocked', 'deleted')
            and coalesce(c.visibility, 'public') in ('public', 'anonymous')
            and btrim(concat(c.title, c.text), E' \t\r\n') <> ''
    ) as x
    where x.verdict is not null;
end;
comment on function ops.label_frame(int, text, timestamptz, timestamptz) is
    'Texts of a time that stand, of the kind that a criterion judges, with the verdict of the rules about it, none where they '
    'had none, and the rule behind it; without texts that were not measured yet, and without confidential complaints.';

create or replace function ops.label_draw(
    government_code text,
    criterion text,
    first_on date,
    last_on date,
    count_wanted bigint,
    seed bigint,
    person text,
    reason text
)
returns table (task_id bigint, stratum text, frame_count bigint, drawn_count bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    g core.government;
    task bigint;
    chosen_version int;
    chosen bigint := coalesce(label_draw.seed, floor(random() * 1000000000)::bigint);
begin
    perform ops.decide_check(person, reason);
    g := ops.government_named(label_draw.government_code);
    select max(c.version) into chosen_version
    from core.criterion as c
    where c.criterion = label_draw.criterion and c.by_text;
    if chosen_version is null then
        raise exception '% is no criterion: %', label_draw.criterion,
            (select string_agg(distinct c.criterion, ', ' order by c.criterion) from core.criterion as c where c.by_text)
            using errcode = 'PT007';
    elsif label_draw.first_on is null or label_draw.last_on is null or label_draw.first_on > label_draw.last_on then
        raise exception 'the last day lies before the first' using errcode = 'PT007';
    elsif coalesce(label_draw.count_wanted, 0) not between 1 and 100000 then
        raise exception 'between 1 and 100000 texts can be drawn' using errcode = 'PT007';
    end if;
    insert into core.label_task (
        government_id, criterion, criterion_version, first_on, last_on, seed, drawn_by, drawn_at, reason
    )
    values (
        g.government_id, label_draw.criterion, chosen_version, label_draw.first_on, label_draw.last_on, chosen,
        label_draw.person, now(), label_draw.reason
    )
    returning core.label_task.task_id into task;
    with frame as materialized (
        select
            f.*,
            -- In an order that nobody chose, and everybody finds again.
            md5(chosen || ' ' || f.account_id || ' ' || f.item_id) as lot
        from ops.label_frame(
            g.government_id, label_draw.criterion, label_draw.first_on::timestamp at time zone g.timezone,
            (label_draw.last_on + 1)::timestamp at time zone g.timezone
        ) as f
    ),
    share as (
        select ceil(label_draw.count_wanted::numeric / greatest(1, count(distinct f.verdict)))::bigint as each
        from frame as f
    ),
    drawn as materialized (
        select d.*
        from (
            select
                f.*,
                row_number() over (partition by f.verdict order by f.lot, f.account_id, f.item_id) as nth,
                count(*) over (partition by f.verdict) as frame_count
            from frame as f
        ) as d
        cross join share
        where d.nth <= share.each
    ),
    strata as (
        insert into core.label_stratum (government_id, task_id, stratum, frame_count, drawn_count, rules)
        select
            g.government_id, task, d.verdict, min(d.frame_count), count(*),
            coalesce(array_agg(distinct d.rule order by d.rule) filter (where d.rule is not null), '{}')
        from drawn as d
        group by d.verdict
    )
    insert into core.label_item (government_id, task_id, item_no, account_id, item_id, sent_at, stratum)
    select
        g.government_id, task, row_number() over (order by d.lot, d.account_id, d.item_id), d.account_id, d.item_id,
        d.sent_at, d.verdict
    from drawn as d;
    if not found then
        raise exception 'no text of these days stands that rules could have judged' using errcode = 'PT007';
    end if;
    perform ops.audit_add(
        label_draw.person, 'label_draw', g.government_id, 'label task ' || task, label_draw.reason, null,
        jsonb_build_object(
            'criterion', label_draw.criterion, 'first_on', label_draw.first_on, 'last_on', label_draw.last_on,
            'seed', chosen
        )
    );
    return query
    select s.task_id, s.stratum, s.frame_count, s.drawn_count
    from core.label_stratum as s
    where s.government_id = g.government_id and s.task_id = task
    order by s.stratum;
end
$$;
comment on function ops.label_draw(text, text, date, date, bigint, bigint, text, text) is
    'Draws a sample of texts of some local days, about so many, equally many of each verdict of the rules, and of all there '
    'are where these are fewer; the same seed (null: any) over the same texts draws the same. One row per verdict.';

-- Who somebody is for a task: one of the two labellers, or who decides where these differ; begins with the first verdict.
create or replace function ops.label_place(task_id bigint, person text, out government_id int, out place int)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    free int;
begin
    if btrim(coalesce(person, '')) = '' or octet_length(person) > 256 then
        raise exception 'it must be said who labels' using errcode = 'PT007';
    end if;
    select t.government_id into label_place.government_id
    from core.label_task as t
    where t.task_id = label_place.task_id;
    if label_place.government_id is null then
        raise exception 'there is no label task %', label_place.task_id
            using errcode = 'PT007', hint = 'pantauctl label list';
    end if;
    select p.place into label_place.place
    from core.label_person as p
    where p.government_id = label_place.government_id
        and p.task_id = label_place.task_id
        and p.labeller = lower(btrim(label_place.person));
    select min(n) into free
    from generate_series(1, 3) as n
    where n not in (
        select p.place
        from core.label_person as p
        where p.government_id = label_place.government_id and p.task_id = label_place.task_id
    );
    label_place.place := coalesce(label_place.place, free);
    if label_place.place is null then
        raise exception 'task % has its two labellers and somebody who decides where these differ', label_place.task_id
            using errcode = 'PT007';
    end if;
end
$$;
comment on function ops.label_place(bigint, text) is
    'Government of a task, and what somebody is for it: 1 and 2 the labellers, 3 who decides where these differ.';

create or replace function ops.label_open(task_id bigint, person text)
returns table (item_no int, text text, permalink text, choices text[])
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    who record;
begin
    select p.government_id, p.place into who from ops.label_place(label_open.task_id, label_open.person) as p;
    return query
    select i.item_no, shown.text, shown.permalink, ops.label_choices(t.criterion, t.criterion_version)
    from core.label_task as t
    join core.label_item as i on i.government_id = t.government_id and i.task_id = t.task_id
    cross join lateral ops.label_text(t.criterion, t.criterion_version, i.government_id, i.account_id, i.item_id, i.sent_at)
        as shown
    left join core.label_verdict as one
        on one.government_id = i.government_id and one.task_id = i.task_id and one.item_no = i.item_no and one.place = 1
    left join core.label_verdict as two
        on two.government_id = i.government_id and two.task_id = i.task_id and two.item_no = i.item_no and two.place = 2
    where t.government_id = who.government_id
        and t.task_id = label_open.task_id
        and shown.text is not null
        and (who.place < 3 or one.verdict <> two.verdict)
        and not exists (
            select
            from core.label_verdict as own
            where own.government_id = i.government_id
                and own.task_id = i.task_id
                and own.item_no = i.item_no
                and own.place = who.place
        )
    order by i.item_no;
end
$$;
comment on function ops.label_open(bigint, text) is
    'What somebody has still to label: all texts of the task for its two labellers, those about which these differ for a '
    'third. Texts that went since are left out.';

create or replace function ops.label_give(task_id bigint, item_no int, person text, verdict text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    who record;
    t core.label_task;
    word text := lower(btrim(label_give.verdict));
begin
    -- Two who begin at once must not both be the first.
    perform from core.label_task as locked where locked.task_id = label_give.task_id for update;
    select p.government_id, p.place into who from ops.label_place(label_give.task_id, label_give.person) as p;
    select stored.* into strict t
    from core.label_task as stored
    where stored.government_id = who.government_id and stored.task_id = label_give.task_id;
    if word is null or word <> all (ops.label_choices(t.criterion, t.criterion_version)) then
        raise exception '"%" is no verdict: %', label_give.verdict,
            array_to_string(ops.label_choices(t.criterion, t.criterion_version), ', ')
            using errcode = 'PT007';
    elsif not exists (
        select from core.label_item as i
        where i.government_id = t.government_id and i.task_id = t.task_id and i.item_no = label_give.item_no
    ) then
        raise exception 'task % has no text %', t.task_id, label_give.item_no using errcode = 'PT007';
    elsif who.place = 3 and not exists (
        select
        from core.label_verdict as one
        join core.label_verdict as two
            on two.government_id = one.government_id and two.task_id = one.task_id and two.item_no = one.item_no
        where one.government_id = t.government_id and one.task_id = t.task_id and one.item_no = label_give.item_no
            and one.place = 1 and two.place = 2 and one.verdict <> two.verdict
    ) then
        raise exception 'the two labellers of task % do not differ about text %', t.task_id, label_give.item_no
            using errcode = 'PT007';
    end if;
    insert into core.label_person (government_id, task_id, place, labeller)
    values (t.government_id, t.task_id, who.place, lower(btrim(label_give.person)))
    on conflict do nothing;
    insert into core.label_verdict (
        government_id, task_id, item_no, place, labeller, verdict, decided_at, database_user
    )
    values (
        t.government_id, t.task_id, label_give.item_no, who.place, lower(btrim(label_give.person)), word, now(),
        session_user
    )
    on conflict do nothing;
    if not found then
        raise exception '% labelled text % already', label_give.person, label_give.item_no using errcode = 'PT007';
    end if;
end
$$;
comment on function ops.label_give(bigint, int, text, text) is
    'What somebody says of a text of a task; once, so that nobody is told by others to think again.';

create or replace function ops.label_sheet(task_id bigint, person text)
returns setof text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select 'item,text,permalink,choices,verdict'
    union all
    select line.line
    from (
        select format(
            '%s,"%s","%s","%s",',
            o.item_no,
            -- What a spreadsheet would take for a formula is text.
            replace(case when o.text ~ '^\s*[-=+@]' then '''' || o.text else o.text end, '"', '""'),
            replace(coalesce(o.permalink, ''), '"', '""'),
            array_to_string(o.choices, ' ')
        ) as line
        from ops.label_open(label_sheet.task_id, label_sheet.person) as o
        order by o.item_no
    ) as line;
end;
comment on function ops.label_sheet(bigint, text) is
    'What somebody has still to label, as lines of CSV with an empty column verdict.';

create or replace function ops.label_take(task_id bigint, sheet jsonb, person text, out taken bigint, out empty bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    line record;
begin
    taken := 0;
    empty := 0;
    for line in
        select r.value ->> 'line' as line, r.value ->> 'item' as item, r.value ->> 'verdict' as verdict
        from jsonb_array_elements(label_take.sheet) as r
    loop
        if coalesce(line.verdict, '') = '' then
            empty := empty + 1;
            continue;
        elsif line.item is null or line.item !~ '^[0-9]{1,9}$' then
            raise exception 'line %: column item has the number of a text', line.line using errcode = 'PT007';
        end if;
        begin
            perform ops.label_give(label_take.task_id, line.item::int, label_take.person, line.verdict);
        exception
            when sqlstate 'PT007' then
                raise exception 'line %: %', line.line, sqlerrm using errcode = 'PT007';
        end;
        taken := taken + 1;
    end loop;
end
$$;
comment on function ops.label_take(bigint, jsonb, text) is
    'Takes a sheet back, all of it or nothing: how many verdicts, and how many lines have none yet.';

create or replace function ops.label_tasks(government_code text, count_max bigint)
returns table (
    task_id bigint,
    government text,
    criterion text,
    first_on date,
    last_on date,
    texts bigint,
    first_done bigint,
    second_done bigint,
    differ bigint,
    decided bigint,
    gone bigint,
    labellers text,
    drawn_by text,
    drawn_at timestamptz,
    reason text
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select
        t.task_id, g.code, t.criterion, t.first_on, t.last_on,
        count(*),
        count(v.first),
        count(v.second),
        count(*) filter (where v.first <> v.second),
        count(*) filter (where v.first <> v.second and v.third is not null),
        count(*) filter (
            where not exists (
                select
                from ops.label_text(t.criterion, t.criterion_version, i.government_id, i.account_id, i.item_id, i.sent_at)
                    as shown
                where shown.text is not null
            )
        ),
        (
            select string_agg(p.labeller, ', ' order by p.place)
            from core.label_person as p
            where p.government_id = t.government_id and p.task_id = t.task_id
        ),
        t.drawn_by, t.drawn_at, t.reason
    from core.label_task as t
    join core.government as g on g.government_id = t.government_id
    join core.label_item as i on i.government_id = t.government_id and i.task_id = t.task_id
    cross join lateral (
        select
            max(x.verdict) filter (where x.place = 1) as first,
            max(x.verdict) filter (where x.place = 2) as second,
            max(x.verdict) filter (where x.place = 3) as third
        from core.label_verdict as x
        where x.government_id = i.government_id and x.task_id = i.task_id and x.item_no = i.item_no
    ) as v
    where g.code = label_tasks.government_code or label_tasks.government_code is null
    group by t.government_id, t.task_id, g.code
    order by t.drawn_at desc, t.task_id desc
    limit label_tasks.count_max;
end;
comment on function ops.label_tasks(text, bigint) is
    'Samples, newest first: how far their labellers came, about how many texts they differ, of how many of these a third one '
    'decided, and how many texts went since.';
