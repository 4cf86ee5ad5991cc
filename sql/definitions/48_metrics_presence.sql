-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which units are there for citizens at all: when each account last posted and answered, whether it could be
-- watched, what stands in its way. Per account materialized, since it looks at a year of posts; units are
-- read from it (metrics.unit_presence, 98_api_presence.sql).

delete from metrics.column_doc where subject = 'presence';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'presence', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    1, '2026-11-23'
from (
    values
        ('presence_rule_id', 'context', 'rule', 'aturan',
            'Number of the rule (core.presence_rule) that decided the state.',
            'Nomor aturan (core.presence_rule) yang menentukan keadaan.',
            '', ''),
        ('active_days', 'context', 'active up to', 'aktif hingga',
            'Days since the newest post up to which it is active, by that rule.',
            'Hari sejak kiriman terbaru yang masih dianggap aktif menurut aturan itu.',
            'days', ''),
        ('passive_days', 'context', 'passive up to', 'pasif hingga',
            'Days since the newest post up to which it is passive, by that rule; behind it, dead.',
            'Hari sejak kiriman terbaru yang masih dianggap pasif menurut aturan itu; setelahnya mati.',
            'days', ''),
        ('account_presence_1.unit_id', 'key', 'unit number', 'nomor unit',
            'Unit that owns the account on the day of as_of.',
            'Unit pemilik akun pada hari as_of.',
            '', ''),
        ('account_presence_1.account_id', 'key', 'account number', 'nomor akun',
            'Number of the account within its government.',
            'Nomor akun dalam pemerintah daerah.',
            '', ''),
        ('account_presence_1.n_posts', 'count', 'posts of 28 days', 'kiriman 28 hari',
            'Posts of the last 28 days of 24 hours, removed ones too.',
            'Kiriman 28 hari (24 jam) terakhir, termasuk yang dihapus.',
            'posts', ''),
        ('account_presence_1.n_comments_off', 'count', 'closed posts', 'kiriman tertutup',
            'Of these, posts under which the account closed the comments.',
            'Di antaranya, kiriman yang komentarnya ditutup akun.',
            'posts', ''),
        ('account_presence_1.hint', 'context', 'hint', 'petunjuk',
            'What the daemon says can be done about the stream that has failed longest.',
            'Saran program untuk aliran yang paling lama gagal.',
            '', 'no stream fails, or nothing is known'),
        ('account_presence_1.cause', 'context', 'cause', 'penyebab',
            'Why the stream fails that has failed longest; reasons as in completeness_gap.',
            'Sebab aliran yang paling lama gagal; alasan seperti pada completeness_gap.',
            '', 'no stream fails, or nobody knows'),
        ('account_presence.cause', 'context', 'cause', 'penyebab',
            'Why the stream fails that has failed longest; reasons as in completeness_gap.',
            'Sebab aliran yang paling lama gagal; alasan seperti pada completeness_gap.',
            '', 'no stream fails, or nobody knows'),
        ('account_presence_1.failing_since', 'context', 'failing since', 'gagal sejak',
            'Since when the stream fails that has failed longest.',
            'Sejak kapan aliran yang paling lama gagal bermasalah.',
            'instant', 'no stream fails'),
        ('account_presence.failing_since', 'context', 'failing since', 'gagal sejak',
            'Since when the stream fails that has failed longest.',
            'Sejak kapan aliran yang paling lama gagal bermasalah.',
            'instant', 'no stream fails'),
        ('account_presence_1.as_of', 'context', 'as of', 'per',
            'Moment these rows are for.',
            'Saat yang diwakili baris ini.',
            'instant', ''),
        ('account_presence.unit_id', 'key', 'unit number', 'nomor unit',
            'Unit that owns the account on the day of as_of.',
            'Unit pemilik akun pada hari as_of.',
            '', ''),
        ('account_presence.account_id', 'key', 'account number', 'nomor akun',
            'Number of the account within its government.',
            'Nomor akun dalam pemerintah daerah.',
            '', ''),
        ('account_presence.channel', 'context', 'channel', 'kanal',
            'Platform of the account.',
            'Platform akun.',
            '', ''),
        ('account_presence.state', 'figure', 'state', 'keadaan',
            'active: a post within active_days; passive: one within passive_days, or an answer within '
            'active_days; dead: neither; not_measurable: no such post, and its posts could not be read '
            'within active_days.',
            'active (aktif): ada kiriman dalam active_days; passive (pasif): ada kiriman dalam '
            'passive_days atau jawaban dalam active_days; dead (mati): tidak keduanya; not_measurable '
            '(tidak terukur): tidak ada kiriman itu, dan kirimannya tidak terbaca dalam active_days.',
            '', ''),
        ('last_post_at', 'context', 'last post', 'kiriman terakhir',
            'When the newest post was published that is or was held, removed ones too.',
            'Saat kiriman terbaru yang pernah tersimpan diterbitkan, termasuk yang dihapus.',
            'instant', 'none is held'),
        ('last_answer_at', 'context', 'last answer', 'jawaban terakhir',
            'Newest answer to an inquiry that was opened in the last 91 days at the account (of a unit: '
            'at one of its accounts).',
            'Jawaban terbaru atas pertanyaan yang dibuka dalam 91 hari terakhir pada akun itu (untuk '
            'unit: pada salah satu akunnya).',
            'instant', 'there is none'),
        ('posts_seen_at', 'context', 'posts read', 'kiriman terbaca',
            'Last visit that read its posts.',
            'Kunjungan terakhir yang membaca kirimannya.',
            'instant', 'its posts were never read'),
        ('posting_since_at', 'context', 'posting since', 'mengirim sejak',
            'First post of the last 364 days behind the latest silence longer than active_days.',
            'Kiriman pertama dalam 364 hari terakhir setelah diam terakhir yang lebih lama dari '
            'active_days.',
            'instant', 'there is no post in 364 days'),
        ('n_posts_28', 'count', 'posts of 28 days', 'kiriman 28 hari',
            'Posts of the last 28 days of 24 hours, removed ones too.',
            'Kiriman 28 hari (24 jam) terakhir, termasuk yang dihapus.',
            'posts', ''),
        ('n_comments_off_28', 'count', 'closed posts', 'kiriman tertutup',
            'Of these, posts under which the account closed the comments, as far as its platform tells.',
            'Di antaranya, kiriman yang komentarnya ditutup akun, sejauh diberitahukan platform.',
            'posts', ''),
        ('credential', 'context', 'credential', 'kredensial',
            'Name of the credential that its requests carry.',
            'Nama kredensial yang dipakai permintaannya.',
            '', 'it is polled without one'),
        ('token_state', 'figure', 'state of the token', 'keadaan token',
            'refused: the platform takes it no more; expired: it ended; ends_soon: it ends within 14 days '
            'and pantaud cannot renew it; unknown: nobody told; valid; none: polled without one. Of a '
            'unit the first of these that one of its accounts has.',
            'refused (ditolak platform); expired (berakhir); ends_soon (berakhir dalam 14 hari dan tidak '
            'dapat diperbarui otomatis); unknown (tidak diketahui); valid (sah); none (tanpa token). '
            'Untuk unit: yang pertama dari urutan ini pada salah satu akunnya.',
            '', 'it has no account'),
        ('token_ends_at', 'context', 'token ends', 'token berakhir',
            'When somebody must have authorized the account anew; of a unit the first of its accounts.',
            'Saat akun harus sudah diberi izin ulang; untuk unit, yang paling awal di antara akunnya.',
            'instant', 'it has no end, or nobody told'),
        ('n_streams_failing', 'count', 'failing streams', 'aliran gagal',
            'Streams of the account whose last poll failed.',
            'Aliran akun yang kunjungan terakhirnya gagal.',
            'streams', ''),
        ('what_to_do_en', 'context', 'what to do', 'tindakan',
            'What is to be done, one line per account, in English; hints of the daemon are in English.',
            'Yang perlu dilakukan, satu baris per akun, dalam bahasa Inggris.',
            '', 'there is nothing to do'),
        ('what_to_do_id', 'context', 'what to do, in Indonesian', 'tindakan, dalam bahasa Indonesia',
            'The same in Indonesian.',
            'Yang perlu dilakukan, satu baris per akun, dalam bahasa Indonesia.',
            '', 'there is nothing to do'),
        ('unit_presence.state', 'figure', 'state', 'keadaan',
            'active: a post on one of its accounts within active_days; passive: one within passive_days, '
            'or an answer within active_days; dead: neither; not_measurable: no such post, and an account '
            'could not be read within active_days; no_account: it has none in use.',
            'active (aktif): ada kiriman pada salah satu akunnya dalam active_days; passive (pasif): ada '
            'kiriman dalam passive_days atau jawaban dalam active_days; dead (mati): tidak keduanya; '
            'not_measurable (tidak terukur): tidak ada kiriman itu, dan ada akun yang tidak terbaca dalam '
            'active_days; no_account (tanpa akun): tidak ada akun yang digunakan.',
            '', ''),
        ('since_at', 'context', 'since', 'sejak',
            'Since when it is in that state: active by its accounts stretch of posts at the latest (364 '
            'days are looked at); passive and dead from the day on which the days of the rule had passed; '
            'not_measurable since the last visit that read all accounts; no_account since the last one '
            'left, or since it is configured.',
            'Sejak kapan dalam keadaan itu: active paling lambat menurut rentang kiriman akunnya (364 '
            'hari ditinjau); passive dan dead sejak hari batas aturan terlewati; not_measurable sejak '
            'kunjungan terakhir yang membaca semua akun; no_account sejak akun terakhir lepas atau sejak '
            'dikonfigurasi.',
            'instant', 'an account was never read, or nothing was ever posted'),
        ('accounts', 'context', 'accounts by channel', 'akun per kanal',
            'Accounts in use by platform, for example "facebook 1, instagram 2".',
            'Akun yang digunakan per platform, misalnya "facebook 1, instagram 2".',
            '', 'it has none'),
        ('n_accounts_not_measurable', 'count', 'accounts not measurable', 'akun tidak terukur',
            'Accounts whose own state is not_measurable.',
            'Akun yang keadaannya not_measurable.',
            'accounts', ''),
        ('unit_presence.unit_id', 'key', 'unit number', 'nomor unit',
            'Number of the unit within its government.',
            'Nomor unit (OPD) dalam pemerintah daerah.',
            '', ''),
        ('unit_presence.n_accounts', 'count', 'accounts', 'akun',
            'Accounts in use on platforms; not those of leaders, not feeds.',
            'Akun yang digunakan di platform; tanpa akun pimpinan dan tanpa sumber pengaduan.',
            'accounts', '')
) as d (name, kind, label_en, label_id, definition_en, definition_id, unit, null_when);

insert into core.presence_rule (presence_rule_id, active_days, passive_days, valid_from, source)
values (1, 28, 91, '2010-01-01',
    'Pantau: two of the windows of its figures, four and thirteen whole weeks; a government that has decided otherwise '
    'enters a rule of its own')
on conflict (presence_rule_id) do update set
    active_days = excluded.active_days,
    passive_days = excluded.passive_days,
    valid_from = excluded.valid_from,
    source = excluded.source;

create or replace view metrics.presence_rule as
select r.government_id, r.presence_rule_id, r.active_days, r.passive_days
from (
    select
        g.government_id, rule.presence_rule_id, rule.active_days, rule.passive_days,
        row_number() over (
            partition by g.government_id
            order by rule.government_id is null, rule.valid_from desc, rule.presence_rule_id desc) as turn
    from core.government as g
    join core.presence_rule as rule
        on coalesce(rule.government_id, g.government_id) = g.government_id
        and (metrics.current_as_of() at time zone g.timezone)::date
            between rule.valid_from and coalesce(rule.valid_to, 'infinity')
) as r
where r.turn = 1;
comment on view metrics.presence_rule is
    'The rule of core.presence_rule that is in force for each government on the local day of as_of.';

-- A leader's account is the leader's, whoever answers for it; a feed is nobody's account.
create materialized view if not exists metrics.account_presence_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
account as (
    select
        o.government_id, o.unit_id, a.account_id, rule.presence_rule_id, rule.active_days, rule.passive_days,
        moment.as_of
    from moment
    cross join core.government as g
    join metrics.presence_rule as rule on rule.government_id = g.government_id
    join core.account_owner as o
        on o.government_id = g.government_id
        and (moment.as_of at time zone g.timezone)::date between o.valid_from and coalesce(o.valid_to, 'infinity')
    join core.account as a on a.government_id = o.government_id and a.account_id = o.account_id
    where a.active and a.access in ('owned', 'public') and a.leader_position is null
),
-- Posts that were removed since were posted, too.
posted as (
    select
        account.government_id, account.account_id, p.published_at,
        coalesce(p.published_at - lag(p.published_at) over earlier > make_interval(days => account.active_days), true)
            as begins,
        p.published_at > account.as_of - interval '28 days' as is_recent,
        p.comments_off
    from account
    cross join lateral (
        select x.published_at, x.comments_off
        from core.post as x
        where x.government_id = account.government_id and x.account_id = account.account_id
            and x.published_at > account.as_of - interval '364 days' and x.published_at <= account.as_of
        offset 0
    ) as p
    window earlier as (partition by account.government_id, account.account_id order by p.published_at)
),
post as (
    select
        p.government_id, p.account_id,
        max(p.published_at) as last_post_at,
        max(p.published_at) filter (where p.begins) as posting_since_at,
        count(*) filter (where p.is_recent) as n_posts,
        count(*) filter (where p.is_recent and p.comments_off) as n_comments_off
    from posted as p
    group by p.government_id, p.account_id
),
-- An account of which nothing of the year is held may have older posts.
older as (
    select account.government_id, account.account_id, old.published_at as last_post_at
    from account
    cross join lateral (
        select p.published_at
        from core.post as p
        where p.government_id = account.government_id and p.account_id = account.account_id
            and p.published_at <= account.as_of - interval '364 days'
        order by p.published_at desc
        limit 1
    ) as old
    where not exists (
        select from post where post.government_id = account.government_id and post.account_id = account.account_id)
),
answer as (
    select i.government_id, i.account_id, max(i.answered_at) as last_answer_at
    from account
    cross join lateral (
        select x.government_id, x.account_id, x.answered_at
        from core.inquiry as x
        where x.government_id = account.government_id and x.unit_id = account.unit_id
            and x.opened_on > (account.as_of - interval '92 days')::date
            and x.account_id = account.account_id and x.state = 'answered' and x.answered_at <= account.as_of
        offset 0
    ) as i
    group by i.government_id, i.account_id
),
stream as (
    select
        s.government_id, s.account_id,
        max(s.last_success_at) filter (where s.stream = 'posts') as posts_seen_at,
        count(*) filter (where s.failing_since is not null) as n_streams_failing,
        min(s.failing_since) as failing_since,
        (array_agg(s.cause order by s.failing_since, s.stream) filter (where s.failing_since is not null))[1] as cause,
        (array_agg(s.hint order by s.failing_since, s.stream) filter (where s.failing_since is not null))[1] as hint
    from ops.stream as s
    where s.active
    group by s.government_id, s.account_id
)
select
    account.government_id,
    account.unit_id,
    account.account_id,
    account.presence_rule_id,
    coalesce(post.last_post_at, older.last_post_at) as last_post_at,
    post.posting_since_at,
    answer.last_answer_at,
    coalesce(post.n_posts, 0) as n_posts,
    coalesce(post.n_comments_off, 0) as n_comments_off,
    stream.posts_seen_at,
    coalesce(stream.n_streams_failing, 0) as n_streams_failing,
    stream.failing_since,
    stream.cause,
    stream.hint,
    account.active_days,
    account.passive_days,
    account.as_of
from account
left join post on post.government_id = account.government_id and post.account_id = account.account_id
left join older on older.government_id = account.government_id and older.account_id = account.account_id
left join answer on answer.government_id = account.government_id and answer.account_id = account.account_id
left join stream on stream.government_id = account.government_id and stream.account_id = account.account_id
with data;
create unique index if not exists account_presence_1_key
    on metrics.account_presence_1 (government_id, unit_id, account_id);
comment on materialized view metrics.account_presence_1 is
    'Store of metrics.account_presence, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.account_presence_1', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;
