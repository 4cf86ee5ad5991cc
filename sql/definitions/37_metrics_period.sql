-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Response figures of any local days, and whole: one row for every key asked for, with zeros where nothing was
-- asked. metrics.response_figures() has the formula; here are the days, seen from each government's own today,
-- the rows that it leaves out, and the share of those days that was watched. metrics.response_between(),
-- response_period, response_history and the previous window of metrics.response are made of these.

delete from metrics.column_doc where subject = 'period';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'period', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    d.version, d.changed_on::date
from (
    values
        ('median_text_id', 'figure', 'median in words, Indonesian', 'median dalam kata bahasa Indonesia',
            'median_text in Indonesian.',
            'median_text dalam bahasa Indonesia.',
            '', '', 1, '2026-11-23'),
        ('response_place.watched', 'context', 'watched', 'dipantau',
            'Whether an active account or feed watches for the unit there.',
            'Apakah ada akun atau sumber aktif yang memantau untuk unit di sana.',
            '', '', 1, '2026-11-23')
) as d (
    name, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
);
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select r.relation || '.' || d.name, 'period', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id,
    d.unit, '', d.version, d.changed_on::date
from (values ('response_period')) as r (relation)
cross join (
    values
        ('period_kind', 'key', 'kind of period', 'jenis periode',
            'week (ISO, from Monday on), month, quarter or year.',
            'week (minggu ISO, mulai Senin), month (bulan), quarter (triwulan), atau year (tahun).',
            '', 1, '2026-11-23'),
        ('period', 'context', 'period', 'periode',
            'Name of the period: 2026-W05, 2026-01, 2026-Q1, 2026.',
            'Nama periode: 2026-W05, 2026-01, 2026-Q1, 2026.',
            '', 1, '2026-11-23'),
        ('from_on', 'key', 'first day', 'hari pertama',
            'First local day of the period, by the start of the inquiry.',
            'Hari lokal pertama periode, menurut awal pertanyaan.',
            'date', 1, '2026-11-23'),
        ('to_on', 'context', 'last day', 'hari terakhir',
            'Its last local day.',
            'Hari lokal terakhirnya.',
            'date', 1, '2026-11-23'),
        ('is_complete', 'context', 'complete', 'lengkap',
            'Whether its last day is over; what was asked in it may still be answered.',
            'Apakah hari terakhirnya sudah lewat; yang ditanyakan di dalamnya masih dapat dijawab.',
            '', 1, '2026-11-23'),
        ('window_days', 'context', 'length', 'panjang',
            'Length of the period.',
            'Panjang periode.',
            'local days', 1, '2026-11-23')
) as d (name, kind, label_en, label_id, definition_en, definition_id, unit, version, changed_on);

-- Words. What follows from a figure stands beside it in both languages.
create or replace function metrics.duration_text(seconds float8)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when seconds is null then null
    when seconds < 60 then round(seconds::numeric) || ' s'
    when seconds < 3600 then floor(seconds / 60) || ' min'
    when seconds < 172800
        then floor(seconds / 3600) || ' h ' || floor(mod(seconds::numeric, 3600) / 60) || ' min'
    else floor(seconds / 86400) || ' d ' || floor(mod(seconds::numeric, 86400) / 3600) || ' h'
end;
comment on function metrics.duration_text(float8) is 'Seconds as people say them: 5 min, 3 h 20 min, 4 d 2 h.';

create or replace function metrics.duration_text_id(seconds float8)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return replace(replace(replace(replace(
    metrics.duration_text(seconds), ' s', ' detik'), ' min', ' menit'), ' h', ' jam'), ' d', ' hari');
comment on function metrics.duration_text_id(float8) is
    'metrics.duration_text() in Indonesian: 5 menit, 3 jam 20 menit, 4 hari 2 jam.';

create or replace function metrics.median_text(
    language text,
    median_s bigint,
    n bigint,
    n_excluded bigint,
    n_unanswered bigint,
    watched boolean
)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when median_s is not null
        then case language when 'id' then metrics.duration_text_id(median_s) else metrics.duration_text(median_s) end
    else (
        select case language when 'id' then word.indonesian else word.english end
        from (
            values
                (1, 'no inquiry in this window', 'tidak ada pertanyaan dalam jendela ini'),
                (2, 'no account or feed is watched', 'tidak ada akun atau sumber yang dipantau'),
                (3, 'all excluded: see n_excluded', 'semua dikecualikan: lihat n_excluded'),
                (4, 'half not reached: too many helped, handed over or withdrawn',
                    'setengah tidak tercapai: terlalu banyak yang dibantu unit lain, dialihkan, atau ditarik'),
                (5, 'more than half unanswered', 'lebih dari setengah belum dijawab')
        ) as word (which, english, indonesian)
        where word.which = case
            when coalesce(n + n_excluded, 0) = 0 then case when watched then 1 else 2 end
            when n = 0 then 3
            when 2 * n_unanswered <= n then 4
            else 5
        end
    )
end;
comment on function metrics.median_text(text, bigint, bigint, bigint, bigint, boolean) is
    'median_s in words, in English (en) or Indonesian (id), or why there is none.';

-- Every unit in use and every channel that is watched or was, so that a silent one shows zeros and not nothing.
create or replace view metrics.response_place as
select p.government_id, p.unit_id, p.channel, bool_or(p.watched) as watched
from (
    select account.government_id, account.unit_id, channel.channel, true as watched
    from metrics.unit_account as account
    cross join lateral (values (account.channel), ('all')) as channel (channel)
    union all
    select used.government_id, used.unit_id, 'all', false
    from core.unit as used
    where used.active_to is null
    union all
    select s.government_id, s.unit_id, s.channel, false
    from metrics.response_key as s
    where s.scope = 'own'
) as p
group by p.government_id, p.unit_id, p.channel;
comment on view metrics.response_place is
    'Units and channels that have rows in metrics.response: units in use with all channels together, channels that '
    'are watched, and those of the last 364 days.';

-- What a key shows that nothing was asked under. Whatever is counted is 0: every column that cannot be null.
create or replace function metrics.response_zero()
returns table (clock text, complaints boolean, figure metrics.response_rolling_store)
language sql
stable
begin atomic
    select
        m.clock, m.complaints,
        jsonb_populate_record(null::metrics.response_rolling_store, counted.zeros || jsonb_build_object(
            'clock', m.clock, 'mark_1_s', m.at_s[1], 'mark_2_s', m.at_s[2], 'mark_3_s', m.at_s[3],
            'mark_4_s', m.at_s[4], 'horizon_s', m.at_s[4], 'rate_within_s', m.rate_s, 'enough', false,
            'curve', '{}'::float8[]
        ))
    from (
        values
            ('calendar', false, array[3600, 14400, 86400, 259200], 259200),
            ('calendar', true, array[259200, 432000, 864000, 1209600], 259200),
            ('working', false, array[3600, 14400, 27000, 81000], 81000),
            ('working', true, array[81000, 135000, 270000, 378000], 81000)
    ) as m (clock, complaints, at_s, rate_s)
    cross join (
        select jsonb_object_agg(a.attname, 0) as zeros
        from pg_attribute as a
        where a.attrelid = 'metrics.response_rolling_store'::regclass and a.attnum > 0 and not a.attisdropped
            and a.attnotnull and a.atttypid = 'bigint'::regtype
    ) as counted;
end;
comment on function metrics.response_zero() is
    'The figures of a key without an inquiry, by clock, for channels of complaints and for others.';

-- Whatever a unit may have been asked through: which it was, the figures tell.
create or replace function metrics.response_every(in_government_id int)
returns table (government_id int[], unit_id int[], scope text[], channel text[])
language sql
stable
begin atomic
    select
        coalesce(array_agg(unit.government_id), '{}'), coalesce(array_agg(unit.unit_id), '{}'),
        coalesce(array_agg('own'::text), '{}'), coalesce(array_agg(channel.channel), '{}')
    from (
        select u.government_id, u.unit_id from core.unit as u where u.government_id = in_government_id
        union all
        select in_government_id, 0
    ) as unit
    cross join (
        select a.channel from core.account as a where a.government_id = in_government_id
        union
        values ('all')
    ) as channel;
end;
comment on function metrics.response_every(int) is
    'Keys of all units of a government and all channels it has, as one row of lists.';

-- Computed in portions of 1,000 keys (D15), each for governments that have the same local day.
create or replace function metrics.response_span(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_opener text[],
    in_population text[],
    in_label int[],
    in_from date[],
    in_to date[],
    in_as_of timestamptz
)
returns setof metrics.response_rolling_store
language sql
stable
begin atomic
    with key as (
        select
            k.government_id, k.unit_id, k.scope, k.channel, (in_as_of at time zone g.timezone)::date as today
        from unnest(in_government_id, in_unit_id, in_scope, in_channel)
            as k (government_id, unit_id, scope, channel)
        join core.government as g on g.government_id = k.government_id
    ),
    portion as (
        select
            x.today, array_agg(x.government_id) as government_id, array_agg(x.unit_id) as unit_id,
            array_agg(x.scope) as scope, array_agg(x.channel) as channel
        from (
            select
                key.government_id, key.unit_id, key.scope, key.channel, key.today,
                (row_number() over (
                    partition by key.today order by key.government_id, key.unit_id, key.channel, key.scope
                ) - 1) / 1000 as portion
            from key
        ) as x
        group by x.today, x.portion
    )
    select computed
    from portion
    cross join lateral (
        select
            array_agg(s.label) as label, array_agg(portion.today - s.from_on) as first_back,
            array_agg(portion.today - least(s.to_on, portion.today)) as last_back
        from unnest(in_label, in_from, in_to) as s (label, from_on, to_on)
        where s.from_on <= portion.today
    ) as back
    cross join lateral metrics.response_figures(
        portion.government_id, portion.unit_id, portion.scope, portion.channel, in_opener, in_population,
        back.label, back.first_back, back.last_back, in_as_of, false) as computed;
end;
comment on function metrics.response_span(
    int[], int[], text[], text[], text[], text[], int[], date[], date[], timestamptz
) is
    'metrics.response_figures() over spans that are named by their first and last local day; window_days of a row is '
    'the label of its span. Spans without inquiries have no row.';

-- The rows of metrics.response_span() for the openers and populations asked for, and zeros for the rest. Labels
-- must differ.
create or replace function metrics.response_whole(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_opener text[],
    in_population text[],
    in_label int[],
    in_from date[],
    in_to date[],
    in_as_of timestamptz
)
returns table (
    government_id int, unit_id int, scope text, channel text, opener text, population text, clock text,
    label int, figure metrics.response_rolling_store
)
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off -- two long lists that meet by equality
set jit = off
begin atomic
    with zero as materialized (
        select z.clock, z.complaints, z.figure from metrics.response_zero() as z
    ),
    feed as materialized (
        select distinct a.government_id, a.channel
        from core.account as a
        where a.government_id = any (in_government_id) and a.access = 'feed'
    ),
    wanted as (
        select
            k.government_id, k.unit_id, k.scope, k.channel, o.opener, p.population, zero.clock, s.label,
            zero.figure
        from unnest(in_government_id, in_unit_id, in_scope, in_channel)
            as k (government_id, unit_id, scope, channel)
        left join feed on feed.government_id = k.government_id and feed.channel = k.channel
        join zero on zero.complaints = (feed.channel is not null)
        cross join unnest(in_opener) as o (opener)
        cross join unnest(in_population) as p (population)
        cross join unnest(in_label) as s (label)
    ),
    known as (
        select
            s as figure, s.government_id, s.unit_id, s.scope, s.channel, s.opener, s.population, s.clock,
            s.window_days
        from metrics.response_span(
            in_government_id, in_unit_id, in_scope, in_channel, in_opener, in_population, in_label, in_from, in_to,
            in_as_of) as s
    )
    select
        w.government_id, w.unit_id, w.scope, w.channel, w.opener, w.population, w.clock, w.label,
        case when known.government_id is null then w.figure else known.figure end
    from wanted as w
    left join known
        on known.government_id = w.government_id and known.unit_id = w.unit_id and known.scope = w.scope
        and known.channel = w.channel and known.opener = w.opener and known.population = w.population
        and known.clock = w.clock and known.window_days = w.label;
end;
comment on function metrics.response_whole(
    int[], int[], text[], text[], text[], text[], int[], date[], date[], timestamptz
) is
    'Response figures of keys, openers and populations over spans of local days, one row for each and clock, with '
    'zeros where there is no inquiry.';

-- As metrics.poll_coverage_1 has it for the windows. Streams are many and spans too, so the two meet only where
-- something was missed.
create or replace function metrics.coverage_span(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_label int[],
    in_from date[],
    in_to date[],
    in_as_of timestamptz
)
returns table (government_id int, unit_id int, scope text, channel text, label int, poll_coverage float8)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
begin atomic
    with key as materialized (
        select k.key_no, k.government_id, k.unit_id, k.scope, k.channel
        from unnest(in_government_id, in_unit_id, in_scope, in_channel) with ordinality
            as k (government_id, unit_id, scope, channel, key_no)
    ),
    span as materialized (
        select x.government_id, x.label, x.from_at, x.to_at
        from (
            select
                g.government_id, s.label, s.from_on::timestamp at time zone g.timezone as from_at,
                least(in_as_of, (s.to_on + 1)::timestamp at time zone g.timezone) as to_at
            from core.government as g
            cross join unnest(in_label, in_from, in_to) as s (label, from_on, to_on)
            where g.government_id = any (in_government_id)
        ) as x
        where x.to_at > x.from_at
    ),
    watching as materialized (
        select distinct key.key_no, key.government_id, s.account_id, s.stream
        from key
        join metrics.response_part(in_government_id, in_unit_id, in_scope) as part on part.key_no = key.key_no
        join metrics.unit_account as account
            on account.government_id = part.government_id and account.unit_id = part.unit_id
            and key.channel in ('all', account.channel)
        join ops.stream as s
            on s.government_id = account.government_id and s.account_id = account.account_id and s.active
    ),
    missed as materialized (
        select
            x.government_id, x.account_id, x.stream, x.label,
            sum(x.gap_s - x.allowed_s) / extract(epoch from x.to_at - x.from_at) as share
        from (
            select
                gap.government_id, gap.account_id, gap.stream, gap.allowed_s, span.label, span.from_at, span.to_at,
                extract(epoch from least(gap.gap_to, span.to_at) - greatest(gap.gap_from, span.from_at)) as gap_s
            from (select distinct w.government_id, w.account_id, w.stream from watching as w) as seen
            join metrics.stream_gap as gap
                on gap.government_id = seen.government_id and gap.account_id = seen.account_id
                and gap.stream = seen.stream
            join span on span.government_id = gap.government_id
            where coalesce(gap.gap_to > span.from_at, true) and coalesce(gap.gap_from < span.to_at, true)
        ) as x
        where x.gap_s > x.allowed_s
        group by x.government_id, x.account_id, x.stream, x.label, x.from_at, x.to_at
    ),
    worst as materialized (
        select w.key_no, missed.label, max(missed.share) as share
        from watching as w
        join missed
            on missed.government_id = w.government_id and missed.account_id = w.account_id
            and missed.stream = w.stream
        group by w.key_no, missed.label
    )
    select
        key.government_id, key.unit_id, key.scope, key.channel, span.label,
        (1 - coalesce(worst.share, 0))::float8
    from key
    join (select distinct w.key_no from watching as w) as watched on watched.key_no = key.key_no
    join span on span.government_id = key.government_id
    left join worst on worst.key_no = key.key_no and worst.label = span.label;
end;
comment on function metrics.coverage_span(int[], int[], text[], text[], int[], date[], date[], timestamptz) is
    'poll_coverage of keys over spans of local days, up to as_of, of the streams that watch now; no row where none '
    'does, or the span has not begun.';

-- Calendar periods that hold a day of a span.
create or replace function metrics.calendar_period(in_from_on date, in_to_on date)
returns table (period_kind text, period text, from_on date, to_on date)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
begin atomic
    select kind.kind, to_char(begun.on_day, kind.form), begun.on_day::date, (begun.on_day + kind.length)::date - 1
    from (
        values
            ('week', interval '7 days', 'IYYY-"W"IW'),
            ('month', interval '1 month', 'YYYY-MM'),
            ('quarter', interval '3 months', 'YYYY-"Q"Q'),
            ('year', interval '1 year', 'YYYY')
    ) as kind (kind, length, form)
    cross join lateral generate_series(
        date_trunc(kind.kind, in_from_on::timestamp), in_to_on::timestamp, kind.length) as begun (on_day);
end;
comment on function metrics.calendar_period(date, date) is
    'ISO weeks, months, quarters and years that hold a day between two, these included.';

select metrics.apply_column_doc();
