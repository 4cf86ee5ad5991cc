-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which units citizens can reach on social media, and what stands in the way. Whoever was not watched is not called
-- silent: a unit is dead or passive only where each of its accounts could be read. Words and rule:
-- 48_metrics_presence.sql.

create or replace function metrics.presence_state(
    last_post_at timestamptz,
    last_answer_at timestamptz,
    posts_seen_at timestamptz,
    active_days int,
    passive_days int,
    as_of timestamptz
)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when last_post_at > as_of - make_interval(days => active_days) then 'active'
    when coalesce(posts_seen_at <= as_of - make_interval(days => active_days), true) then 'not_measurable'
    when last_post_at > as_of - make_interval(days => passive_days)
        or last_answer_at > as_of - make_interval(days => active_days) then 'passive'
    else 'dead'
end;
comment on function metrics.presence_state(timestamptz, timestamptz, timestamptz, int, int, timestamptz) is
    'State of an account or a unit by its newest post and answer, the moment up to which its posts were read (of several '
    'accounts the earliest), and the days of core.presence_rule: active, passive, dead or not_measurable.';

create or replace view metrics.account_presence as
select
    x.government_id,
    u.government,
    x.unit_id,
    u.unit_code,
    u.unit,
    x.account_id,
    x.account,
    x.channel,
    x.state,
    x.last_post_at,
    x.last_answer_at,
    x.posts_seen_at,
    x.posting_since_at,
    x.n_posts as n_posts_28,
    x.n_comments_off as n_comments_off_28,
    x.credential,
    x.token_state,
    x.token_ends_at,
    x.n_streams_failing,
    x.failing_since,
    x.cause,
    case
        when x.token_state = 'refused' then format(
            'The platform refuses the token of credential "%s": have the account authorized anew.', x.credential)
        when x.token_state = 'expired' then format(
            'The token of credential "%s" ended on %s: have the account authorized anew.', x.credential,
            (x.token_ends_at at time zone u.timezone)::date)
        when x.cause is not null then concat_ws(' ', format('It cannot be read as it should since %s.',
            (x.failing_since at time zone u.timezone)::date), doc.definition_en, x.hint)
        when x.state = 'not_measurable' and x.posts_seen_at is null then
            'Its posts were never read: see pantauctl sources, and whether its schedule has posts.'
        when x.state = 'not_measurable' then format('Its posts were last read on %s: see pantauctl sources.',
            (x.posts_seen_at at time zone u.timezone)::date)
        when x.token_state = 'ends_soon' then format(
            'The token of credential "%s" ends on %s: have the account authorized anew before.', x.credential,
            (x.token_ends_at at time zone u.timezone)::date)
        when x.state = 'dead' then
            'It is silent: revive it, or close it and take it out of the configuration.'
        when x.n_comments_off > 0 then format(
            'Comments are closed under %s of %s posts of the last 28 days: nobody can ask there.', x.n_comments_off,
            x.n_posts)
    end as what_to_do_en,
    case
        when x.token_state = 'refused' then format(
            'Platform menolak token kredensial "%s": minta pemilik akun memberi izin ulang.', x.credential)
        when x.token_state = 'expired' then format(
            'Token kredensial "%s" berakhir pada %s: minta pemilik akun memberi izin ulang.', x.credential,
            (x.token_ends_at at time zone u.timezone)::date)
        when x.cause is not null then concat_ws(' ', format('Tidak terbaca sebagaimana mestinya sejak %s.',
            (x.failing_since at time zone u.timezone)::date), doc.definition_id)
        when x.state = 'not_measurable' and x.posts_seen_at is null then
            'Kirimannya belum pernah terbaca: lihat pantauctl sources, dan apakah jadwalnya memuat posts.'
        when x.state = 'not_measurable' then format('Kirimannya terakhir terbaca pada %s: lihat pantauctl sources.',
            (x.posts_seen_at at time zone u.timezone)::date)
        when x.token_state = 'ends_soon' then format(
            'Token kredensial "%s" berakhir pada %s: minta pemilik akun memberi izin ulang sebelumnya.', x.credential,
            (x.token_ends_at at time zone u.timezone)::date)
        when x.state = 'dead' then
            'Akun ini diam: hidupkan kembali, atau tutup dan keluarkan dari konfigurasi.'
        when x.n_comments_off > 0 then format(
            'Komentar ditutup pada %s dari %s kiriman 28 hari terakhir: tidak ada yang dapat bertanya di sana.',
            x.n_comments_off, x.n_posts)
    end as what_to_do_id,
    x.presence_rule_id,
    x.active_days,
    x.passive_days,
    x.as_of
from (
    select
        p.government_id,
        p.unit_id,
        p.account_id,
        coalesce(a.name, a.handle, a.external_id) as account,
        a.channel,
        metrics.presence_state(
            p.last_post_at, p.last_answer_at, p.posts_seen_at, p.active_days, p.passive_days, p.as_of) as state,
        p.last_post_at,
        p.last_answer_at,
        p.posts_seen_at,
        p.posting_since_at,
        p.n_posts,
        p.n_comments_off,
        a.credential,
        case
            when a.credential is null then 'none'
            when t.is_valid is false then 'refused'
            when ending.at <= p.as_of then 'expired'
            -- The day on which pantaud begins to tell of it.
            when ending.at <= p.as_of + interval '14 days' then 'ends_soon'
            when t.is_valid then 'valid'
            else 'unknown'
        end as token_state,
        ending.at as token_ends_at,
        p.n_streams_failing,
        p.failing_since,
        p.cause,
        p.hint,
        p.presence_rule_id,
        p.active_days,
        p.passive_days,
        p.as_of
    from metrics.account_presence_1 as p
    join core.account as a on a.government_id = p.government_id and a.account_id = p.account_id
    left join ops.token as t on t.credential = a.credential
    -- A token that pantaud renews by itself ends where the one ends with which it is renewed.
    left join lateral (
        select least(
            case when t.renews then t.refresh_expires_at else t.expires_at end, t.data_access_expires_at) as at
    ) as ending on true
) as x
join metrics.unit as u on u.government_id = x.government_id and u.unit_id = x.unit_id
left join metrics.gap_reason_doc as doc on doc.reason = x.cause;
comment on view metrics.account_presence is
    'Each account in use of a unit (not of leaders, not feeds): when it last posted and answered, up to when its posts '
    'were read, and what is to be done.';

create or replace view metrics.unit_presence as
with account as (
    select
        p.government_id, p.unit_id,
        count(*) as n_accounts,
        max(p.last_post_at) as last_post_at,
        max(p.last_answer_at) as last_answer_at,
        -- One that was never read hides behind no other.
        case when bool_and(p.posts_seen_at is not null) then min(p.posts_seen_at) end as posts_seen_at,
        min(p.posting_since_at) filter (where p.state = 'active') as posting_since_at,
        sum(p.n_posts_28)::bigint as n_posts_28,
        sum(p.n_comments_off_28)::bigint as n_comments_off_28,
        count(*) filter (where p.state = 'not_measurable') as n_not_measurable,
        (array['refused', 'expired', 'ends_soon', 'unknown', 'valid', 'none'])[min(array_position(
            array['refused', 'expired', 'ends_soon', 'unknown', 'valid', 'none'], p.token_state))] as token_state,
        min(p.token_ends_at) as token_ends_at,
        string_agg(p.channel || ' ' || p.account || ': ' || p.what_to_do_en, E'\n' order by p.channel, p.account_id)
            as what_to_do_en,
        string_agg(p.channel || ' ' || p.account || ': ' || p.what_to_do_id, E'\n' order by p.channel, p.account_id)
            as what_to_do_id,
        min(p.presence_rule_id) as presence_rule_id,
        min(p.active_days) as active_days,
        min(p.passive_days) as passive_days,
        min(p.as_of) as as_of
    from metrics.account_presence as p
    group by p.government_id, p.unit_id
),
channel as (
    select c.government_id, c.unit_id, string_agg(c.channel || ' ' || c.n, ', ' order by c.channel) as accounts
    from (
        select p.government_id, p.unit_id, p.channel, count(*) as n
        from metrics.account_presence as p
        group by p.government_id, p.unit_id, p.channel
    ) as c
    group by c.government_id, c.unit_id
),
unit as (
    select
        used.government_id, used.unit_id,
        case
            when account.n_accounts is null then 'no_account'
            else metrics.presence_state(
                account.last_post_at, account.last_answer_at, account.posts_seen_at, account.active_days,
                account.passive_days, account.as_of)
        end as state,
        case when account.n_accounts is null then (
            select max(least(
                coalesce(a.active_to, 'infinity'), ((o.valid_to + 1)::timestamp at time zone g.timezone)))
            from core.account_owner as o
            join core.account as a on a.government_id = o.government_id and a.account_id = o.account_id
            join core.government as g on g.government_id = o.government_id
            where o.government_id = used.government_id and o.unit_id = used.unit_id
                and a.access in ('owned', 'public') and a.leader_position is null
        ) end as last_owned_at,
        used.active_from
    from core.unit as used
    left join account on account.government_id = used.government_id and account.unit_id = used.unit_id
    where used.active_to is null
)
select
    unit.government_id,
    u.government,
    unit.unit_id,
    u.unit_code,
    u.unit,
    u.unit_kind,
    unit.state,
    case unit.state
        when 'active' then account.posting_since_at
        when 'passive' then account.last_post_at + make_interval(days => account.active_days)
        when 'dead' then greatest(
            account.last_post_at + make_interval(days => account.passive_days),
            account.last_answer_at + make_interval(days => account.active_days))
        when 'not_measurable' then account.posts_seen_at
        else coalesce(unit.last_owned_at, unit.active_from)
    end as since_at,
    account.last_post_at,
    account.last_answer_at,
    coalesce(account.n_accounts, 0) as n_accounts,
    channel.accounts,
    coalesce(account.n_not_measurable, 0) as n_accounts_not_measurable,
    coalesce(account.n_posts_28, 0) as n_posts_28,
    coalesce(account.n_comments_off_28, 0) as n_comments_off_28,
    account.token_state,
    account.token_ends_at,
    case
        when unit.state = 'no_account' then
            'It has no account in use: open one, or enter the one it has into the configuration.'
        else account.what_to_do_en
    end as what_to_do_en,
    case
        when unit.state = 'no_account' then
            'Tidak ada akun yang digunakan: buka akun, atau masukkan akun yang ada ke konfigurasi.'
        else account.what_to_do_id
    end as what_to_do_id,
    coalesce(account.presence_rule_id, rule.presence_rule_id) as presence_rule_id,
    coalesce(account.active_days, rule.active_days) as active_days,
    coalesce(account.passive_days, rule.passive_days) as passive_days,
    state.as_of
from unit
join metrics.unit as u on u.government_id = unit.government_id and u.unit_id = unit.unit_id
left join account on account.government_id = unit.government_id and account.unit_id = unit.unit_id
left join channel on channel.government_id = unit.government_id and channel.unit_id = unit.unit_id
left join metrics.presence_rule as rule on rule.government_id = unit.government_id
left join ops.refresh_state as state on state.view = 'metrics.account_presence_1';
comment on view metrics.unit_presence is
    'Whether citizens can reach a unit on social media: one row per unit in use, with its state by the dated rule of its '
    'government, since when, its accounts, and what to do. The accounts behind it: metrics.account_presence.';

select metrics.apply_column_doc();
