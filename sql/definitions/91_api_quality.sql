-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the figures rest on, for readers: announced against held, what is missing and why, and what a source
-- can never give. With it an analyst tells "no data" from zero. Columns are only ever appended, as in
-- 90_api_views.sql; their words stand in 35_metrics_catalogue.sql.

truncate metrics.gap_reason_doc;
insert into metrics.gap_reason_doc (reason, definition_en, definition_id)
values
    ('unknown',
        'The platform counts more than it lists and does not say why: hidden by itself, of people who blocked the '
        'account or whose account is gone, spam; or, where a list stays empty, a permission that the app lacks.',
        'Platform menghitung lebih banyak daripada yang ditampilkan dan tidak menyebutkan sebabnya: disembunyikan '
        'platform, dari orang yang memblokir akun atau akunnya sudah tiada, spam; atau, bila daftar tetap kosong, '
        'izin yang tidak dimiliki aplikasi.'),
    ('removed',
        'What is missing was held and is gone there; the platform goes on counting it.',
        'Yang kurang pernah tersimpan dan sudah hilang di sana; platform tetap menghitungnya.'),
    ('window',
        'It was first looked at when the platform did not show the oldest of it any more.',
        'Pertama dilihat ketika platform sudah tidak menampilkan yang terlama.'),
    ('public_access',
        'The account gave no token: the platform tells how many there are, not what they say.',
        'Akun tidak memberi token: platform hanya memberitahukan jumlahnya, bukan isinya.'),
    ('not_collected',
        'The schedule of the account has no comments.',
        'Jadwal akun tidak memuat komentar.'),
    ('not_visited',
        'Nobody has looked for more than a day, though nothing was refused: allowances are short, or the daemon '
        'was away.',
        'Belum dilihat lebih dari sehari walau tidak ada yang ditolak: kuota kurang, atau program sedang mati.'),
    ('comments_off',
        'The account closed the comments of the post; those from before are counted and not shown.',
        'Akun menutup komentar kiriman itu; komentar sebelumnya dihitung tetapi tidak ditampilkan.'),
    ('gone',
        'The platform says that the post, or what is below it, is deleted, hidden or not visible.',
        'Menurut platform kiriman atau isinya dihapus, disembunyikan, atau tidak terlihat.'),
    ('permission',
        'The token lacks a permission, or the app a feature.',
        'Token tidak memiliki izin, atau aplikasi tidak memiliki fitur.'),
    ('plan',
        'The plan or contract with the platform does not include it.',
        'Paket atau kontrak dengan platform tidak mencakupnya.'),
    ('quota',
        'The allowance is used up.',
        'Kuota habis.'),
    ('too_much',
        'The list is too large for the platform''s own server.',
        'Daftar terlalu besar bagi server platform.'),
    ('policy',
        'The platform blocks it by a policy of its own.',
        'Platform memblokirnya menurut kebijakannya sendiri.'),
    ('token_expired',
        'The token has expired.',
        'Token kedaluwarsa.'),
    ('token_revoked',
        'The token was taken back.',
        'Token dicabut.'),
    ('token_invalid',
        'The token is none, or of the wrong kind.',
        'Token tidak sah atau salah jenis.'),
    ('proof_required',
        'The app demands a proof that the credential cannot give: add its secret.',
        'Aplikasi meminta bukti yang tidak dimiliki kredensial: tambahkan rahasianya.'),
    ('wrong_id',
        'The configured id is of the wrong kind.',
        'Id dalam konfigurasi salah jenis.'),
    ('peer_trouble',
        'The platform''s servers fail.',
        'Server platform bermasalah.'),
    ('bad_answer',
        'The platform''s answers cannot be read.',
        'Jawaban platform tidak terbaca.'),
    ('our_request',
        'The platform refuses the request as wrong.',
        'Platform menolak permintaan sebagai keliru.'),
    ('database',
        'The database here did not take what the platform gave.',
        'Basis data di sini tidak menerima jawaban platform.');

create or replace view metrics.completeness_gap as
select
    watching.government_id,
    u.government,
    watching.unit_id,
    u.unit_code,
    u.unit,
    watching.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    a.channel,
    gap.stream,
    nullif(gap.target, '') as post_external_id,
    p.permalink,
    p.published_at,
    gap.announced as n_announced,
    gap.held as n_held,
    gap.gone as n_gone,
    gap.announced - gap.held as n_missing,
    gap.reason,
    doc.definition_en as reason_en,
    doc.definition_id as reason_id,
    gap.detail,
    gap.found_at,
    gap.lasting_at,
    gap.closed_at,
    state.as_of
from ops.gap as gap
join metrics.unit_account as watching
    on watching.government_id = gap.government_id and watching.account_id = gap.account_id
join metrics.unit as u on u.government_id = watching.government_id and u.unit_id = watching.unit_id
join core.account as a on a.government_id = gap.government_id and a.account_id = gap.account_id
left join core.post as p
    on p.government_id = gap.government_id and p.account_id = gap.account_id and p.external_id = gap.target
left join metrics.gap_reason_doc as doc on doc.reason = gap.reason
left join ops.refresh_state as state on state.view = 'ops.gap'
where gap.lasting_at is not null;
comment on view metrics.completeness_gap is
    'Where a platform announces more than it gives, for a day or longer: one row per unit (0 = whole '
    'government) and post, or account; those that closed stay, with closed_at.';

create or replace view metrics.completeness as
select
    watching.government_id,
    u.government,
    watching.unit_id,
    u.unit_code,
    u.unit,
    watching.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    a.channel,
    c.stream,
    c.day,
    c.targets as n_targets,
    c.announced as n_announced,
    c.held as n_held,
    c.held::float8 / nullif(c.announced, 0) as completeness
from ops.completeness as c
join metrics.unit_account as watching
    on watching.government_id = c.government_id and watching.account_id = c.account_id
join metrics.unit as u on u.government_id = watching.government_id and u.unit_id = watching.unit_id
join core.account as a on a.government_id = c.government_id and a.account_id = c.account_id;
comment on view metrics.completeness is
    'Announced against held over time: one row per unit (0 = whole government), account, stream and local day on '
    'which a number changed; it holds until the next row.';

create or replace view metrics.data_quality as
with
moment as (
    select m.as_of, state.as_of as compared_as_of
    from metrics.as_of as m
    left join ops.refresh_state as state on state.view = 'ops.gap'
),
account as not materialized (
    select
        a.government_id,
        a.account_id,
        coalesce(a.feed_kind, a.channel) as kind,
        counted.announced,
        counted.held,
        (
            select min(s.first_success_at)
            from ops.stream as s
            where s.government_id = a.government_id and s.account_id = a.account_id and s.active
        ) as watched_from,
        least(
            (
                select p.published_at
                from core.post as p
                where p.government_id = a.government_id and p.account_id = a.account_id
                order by p.published_at
                limit 1
            ),
            complaint.received_at
        ) as history_from,
        cut.messages + complaint.cut as truncated
    from moment
    cross join core.account as a
    left join lateral (
        select c.announced, c.held
        from ops.completeness as c
        where c.government_id = a.government_id and c.account_id = a.account_id and c.stream = 'comments'
        order by c.day desc
        limit 1
    ) as counted on true
    cross join lateral (
        select count(*) as messages
        from core.message as m
        where m.government_id = a.government_id and m.account_id = a.account_id and m.truncated
            and m.sent_at >= moment.as_of - interval '91 days'
    ) as cut
    cross join lateral (
        select
            min(c.received_at) as received_at,
            count(*) filter (
                where c.truncated and c.received_at >= moment.as_of - interval '91 days') as cut
        from core.complaint as c
        where c.government_id = a.government_id and c.account_id = a.account_id
    ) as complaint
    where a.active
),
gap as not materialized (
    select g.government_id, g.account_id, g.stream, g.reason, count(*) as gaps,
        sum(g.announced - g.held) as missing
    from moment
    cross join ops.gap as g
    left join core.post as p
        on p.government_id = g.government_id and p.account_id = g.account_id and p.external_id = g.target
    where g.closed_at is null and g.lasting_at is not null
        and (g.target = '' or p.published_at >= moment.compared_as_of - interval '364 days')
    group by g.government_id, g.account_id, g.stream, g.reason
),
watching as not materialized (
    select w.government_id, w.unit_id, c.channel, w.account_id
    from metrics.unit_account as w
    cross join lateral (values (w.channel), ('all')) as c (channel)
),
part as (
    select
        w.government_id, w.unit_id, w.channel,
        count(*) as n_accounts,
        sum(a.announced)::bigint as n_announced,
        sum(a.held)::bigint as n_held,
        sum(a.truncated)::bigint as n_truncated,
        min(a.watched_from) as watched_from,
        min(a.history_from) as history_from,
        array_agg(distinct a.kind) as kinds
    from watching as w
    join account as a on a.government_id = w.government_id and a.account_id = w.account_id
    group by w.government_id, w.unit_id, w.channel
),
missing as (
    select
        x.government_id, x.unit_id, x.channel,
        sum(x.gaps)::bigint as n_gaps,
        sum(x.missing) filter (where x.stream = 'comments')::bigint as n_missing,
        sum(x.missing) filter (where x.stream = 'posts')::bigint as n_missing_posts,
        string_agg(x.reason || ' ' || x.missing, ', ' order by x.missing desc, x.reason)
            filter (where x.stream = 'comments') as gap_reasons,
        string_agg(x.reason || ' ' || x.missing, ', ' order by x.missing desc, x.reason)
            filter (where x.stream = 'posts') as post_gap_reasons
    from (
        select w.government_id, w.unit_id, w.channel, gap.stream, gap.reason, sum(gap.gaps) as gaps,
            sum(gap.missing) as missing
        from watching as w
        join gap on gap.government_id = w.government_id and gap.account_id = w.account_id
        group by w.government_id, w.unit_id, w.channel, gap.stream, gap.reason
    ) as x
    group by x.government_id, x.unit_id, x.channel
)
select
    part.government_id,
    u.government,
    part.unit_id,
    u.unit_code,
    u.unit,
    part.channel,
    part.n_accounts,
    coverage.poll_coverage,
    part.n_held::float8 / nullif(part.n_announced, 0) as completeness,
    part.n_announced,
    part.n_held,
    coalesce(missing.n_gaps, 0) as n_gaps,
    coalesce(missing.n_missing, 0) as n_missing,
    missing.gap_reasons,
    every.n_interval_timed::float8 / nullif(every.n, 0) as interval_timed_share,
    case when every.n > 0 then coalesce(unknown.n, 0)::float8 / every.n end as unknown_author_share,
    part.n_truncated,
    part.watched_from,
    part.history_from,
    known.limits_en,
    known.limits_id,
    moment.compared_as_of,
    moment.as_of,
    coalesce(missing.n_missing_posts, 0) as n_missing_posts,
    missing.post_gap_reasons
from moment
cross join part
join metrics.unit as u on u.government_id = part.government_id and u.unit_id = part.unit_id
left join missing
    on missing.government_id = part.government_id and missing.unit_id = part.unit_id
    and missing.channel = part.channel
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = part.government_id and coverage.unit_id = part.unit_id
    and coverage.scope = 'own' and coverage.channel = part.channel and coverage.window_days = 91
left join metrics.response_rolling_all as every
    on every.government_id = part.government_id and every.unit_id = part.unit_id
    and every.scope = 'own' and every.channel = part.channel and every.opener = 'all'
    and every.population = 'all' and every.clock = 'calendar' and every.window_days = 91
left join metrics.response_rolling_all as unknown
    on unknown.government_id = part.government_id and unknown.unit_id = part.unit_id
    and unknown.scope = 'own' and unknown.channel = part.channel and unknown.opener = 'unknown'
    and unknown.population = 'all' and unknown.clock = 'calendar' and unknown.window_days = 91
cross join lateral (
    select
        string_agg(d.limit_en, ' ' order by d.channel, d.ordinal) as limits_en,
        string_agg(d.limit_id, ' ' order by d.channel, d.ordinal) as limits_id
    from metrics.limit_doc as d
    where d.channel = any (part.kinds) and part.channel <> 'all'
) as known;
comment on view metrics.data_quality is
    'What the figures of a unit rest on, in numbers and words: one row per unit (0 = whole government) and '
    'channel (or all) that is watched; shares and coverage over the window of 91 local days.';

-- The ages are those of core.sample_ages(), which readers may not call.
create or replace view metrics.post_growth as
select
    p.government_id,
    g.name as government,
    owner.unit_id,
    u.unit_code,
    u.unit,
    p.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    a.channel,
    p.external_id as post_external_id,
    p.permalink,
    p.published_at,
    age.age_s,
    case
        when moment.as_of < age_at.at then 'young'
        when before.observed_at is null then 'not_measured'
        when after.observed_at is null then 'unconfirmed'
        when after.observed_at > age_at.at + interval '1 day' then 'late'
        else 'measured'
    end as state,
    before.likes,
    before.comments,
    before.shares,
    before.views,
    before.saves,
    before.reach,
    before.observed_at as sampled_at,
    after.observed_at as confirmed_at,
    moment.as_of
from metrics.as_of as moment
cross join core.post as p
cross join (values (3600), (21600), (86400), (259200), (604800), (1209600), (2419200)) as age (age_s)
cross join lateral (select p.published_at + make_interval(secs => age.age_s) as at) as age_at
join core.government as g on g.government_id = p.government_id
join core.account as a on a.government_id = p.government_id and a.account_id = p.account_id
left join core.account_owner as owner
    on owner.government_id = p.government_id and owner.account_id = p.account_id
    and (moment.as_of at time zone g.timezone)::date
        between owner.valid_from and coalesce(owner.valid_to, 'infinity')
left join metrics.unit as u on u.government_id = owner.government_id and u.unit_id = owner.unit_id
left join lateral (
    select s.*
    from core.post_sample as s
    where s.government_id = p.government_id and s.post_id = p.post_id
        and s.observed_at <= least(age_at.at, moment.as_of)
    order by s.observed_at desc
    limit 1
) as before on true
left join lateral (
    select s.observed_at
    from core.post_sample as s
    where s.government_id = p.government_id and s.post_id = p.post_id
        and s.observed_at >= age_at.at and s.observed_at <= moment.as_of
    order by s.observed_at
    limit 1
) as after on true
where p.published_at is not null and p.format <> 'story';
comment on view metrics.post_growth is
    'Counters of each post at 1 h, 6 h, 1, 3, 7, 14 and 28 days after publication: the last sample at or before that '
    'age, and the first look after it, which shows that the post was still being watched. One row per post and age.';

select metrics.apply_column_doc();
