-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Content: what rules tell of the texts that a government wrote, and in which languages it is asked and answers. All are
-- proxies: they sort what a person looks at first. What is counted of a text stands in core.text_measure; here it
-- gets its unit and day, and windows are made of it. What the columns mean stands in 42_metrics_content_words.sql.

-- Whose text: of a post the account's, of a reply the account that spoke, wherever it did; of a follow-up to a complaint the
-- unit's that wrote it.
create or replace view metrics.text_figure as
select
    said.government_id,
    coalesce(said.unit_id, owner.unit_id, 0) as unit_id,
    said.account_id,
    a.leader_position is not null as is_leader,
    a.channel,
    said.kind,
    said.place_account_id,
    said.external_id,
    said.written_at,
    said.day,
    said.permalink,
    said.words,
    said.sentences,
    said.letters,
    said.looked_up,
    said.unknown_words,
    said.language,
    said.has_date,
    said.has_time,
    said.has_place,
    said.has_contact,
    said.has_link,
    said.greets,
    said.thanks,
    said.apologizes,
    said.addresses,
    said.insults,
    said.shouts,
    said.copy_hash,
    said.version as rules_version
from (
    select
        t.government_id, t.account_id, t.kind, t.external_id, t.version, t.words, t.sentences, t.letters, t.looked_up,
        t.unknown_words, t.language, t.has_date, t.has_time, t.has_place, t.has_contact, t.has_link, t.greets,
        t.thanks, t.apologizes, t.addresses, t.insults, t.shouts, t.copy_hash, t.account_id as place_account_id,
        p.published_at as written_at, p.permalink, (p.published_at at time zone g.timezone)::date as day,
        null::int as unit_id
    from core.text_measure as t
    join core.government as g on g.government_id = t.government_id
    join core.post as p
        on p.government_id = t.government_id and p.account_id = t.account_id and p.external_id = t.external_id
    where t.kind = 'post' and p.published_at is not null and p.removed_at is null and p.hidden is not true
    union all
    select
        t.government_id, coalesce(speaker.account_id, t.account_id), t.kind, t.external_id, t.version, t.words,
        t.sentences, t.letters, t.looked_up, t.unknown_words, t.language, t.has_date, t.has_time, t.has_place,
        t.has_contact, t.has_link, t.greets, t.thanks, t.apologizes, t.addresses, t.insults, t.shouts, t.copy_hash,
        t.account_id, m.sent_at, m.permalink, (m.sent_at at time zone g.timezone)::date, null
    from core.text_measure as t
    join core.government as g on g.government_id = t.government_id
    join core.message as m
        on m.government_id = t.government_id and m.account_id = t.account_id and m.external_id = t.external_id
        and m.sent_at = t.sent_at
    left join lateral (
        select a.account_id
        from core.account as a
        where a.author_key = m.author_key and a.government_id = m.government_id
        order by a.account_id
        limit 1
    ) as speaker on true
    where t.kind = 'message' and m.role = 'official' and m.gone_by is null and m.hidden is not true
    union all
    select
        t.government_id, t.account_id, t.kind, t.external_id, t.version, t.words, t.sentences, t.letters, t.looked_up,
        t.unknown_words, t.language, t.has_date, t.has_time, t.has_place, t.has_contact, t.has_link, t.greets,
        t.thanks, t.apologizes, t.addresses, t.insults, t.shouts, t.copy_hash, t.account_id, f.replied_at, c.permalink,
        (f.replied_at at time zone g.timezone)::date, f.unit_id
    from core.text_measure as t
    join core.government as g on g.government_id = t.government_id
    join metrics.follow_up as f
        on f.government_id = t.government_id and f.account_id = t.account_id
        and f.external_id = split_part(t.external_id, E'\n', 1) and f.event_key = split_part(t.external_id, E'\n', 2)
    join core.complaint as c
        on c.government_id = f.government_id and c.account_id = f.account_id and c.external_id = f.external_id
    where t.kind = 'follow_up'
) as said
join core.account as a on a.government_id = said.government_id and a.account_id = said.account_id
left join core.account_owner as owner
    on owner.government_id = said.government_id and owner.account_id = said.account_id
    and said.day between owner.valid_from and coalesce(owner.valid_to, 'infinity')
where not exists (
    select
    from core.exclusion as e
    where e.government_id = said.government_id and e.revoked_at is null
        and coalesce(e.unit_id, said.unit_id, owner.unit_id, 0) = coalesce(said.unit_id, owner.unit_id, 0)
        and coalesce(e.channel, a.channel) = a.channel
        and said.day between e.first_on and e.last_on
);
comment on view metrics.text_figure is
    'Every measured text of a post or official message that stands and of a follow-up to a complaint, on no excluded day, '
    'with the unit of that day (0: nobody''s). Readers use metrics.text_detail.';

create materialized view if not exists metrics.content_rolling_2 as
with
moment as (
    select metrics.current_as_of() as as_of
),
span as (
    select
        g.government_id, w.window_days,
        (moment.as_of at time zone g.timezone)::date - w.window_days + 1 as first_on,
        (moment.as_of at time zone g.timezone)::date as last_on,
        moment.as_of
    from core.government as g
    cross join moment
    cross join (values (7), (28), (91), (364)) as w (window_days)
    where moment.as_of is not null
),
part as (
    select
        f.government_id, f.unit_id, key.grain, key.account_id, key.channel, span.window_days, f.kind, f.words,
        f.sentences, f.letters, f.looked_up, f.unknown_words, f.language, f.has_date, f.has_time, f.has_place,
        f.has_contact, f.has_link, f.greets, f.thanks, f.apologizes, f.addresses, f.insults, f.shouts, f.copy_hash,
        f.copy_hash is not null and count(*) over (
            partition by f.government_id, f.unit_id, key.grain, key.account_id, key.channel, span.window_days,
                f.kind = 'post', f.copy_hash
        ) > 1 as is_copy
    from metrics.text_figure as f
    join span
        on span.government_id = f.government_id and f.day between span.first_on and span.last_on
        and f.written_at <= span.as_of
    cross join lateral (
        values ('account', f.account_id, f.channel), ('unit', 0, f.channel), ('unit', 0, 'all')
    ) as key (grain, account_id, channel)
    where key.grain = 'account' or f.unit_id > 0 and not f.is_leader
),
post as (
    select
        part.government_id, part.unit_id, part.grain, part.account_id, part.channel, part.window_days,
        count(*) as n_posts,
        sum(part.words) as n_words,
        sum(part.sentences) as n_sentences,
        sum(part.letters) as letters,
        sum(part.looked_up) as n_words_checked,
        sum(part.unknown_words) as unknown_words,
        count(*) filter (where part.has_date) as dated,
        count(*) filter (where part.has_time) as timed,
        count(*) filter (where part.has_place) as placed,
        count(*) filter (where part.has_contact) as contacts,
        count(*) filter (where part.has_link) as links,
        count(part.language) as n_posts_language,
        count(*) filter (where part.language = 'id') as in_id,
        count(*) filter (where part.language = 'en') as in_en,
        count(*) filter (where part.language = 'jv') as in_jv,
        count(*) filter (where part.language = 'su') as in_su,
        count(part.copy_hash) as n_posts_worded,
        count(*) filter (where part.is_copy) as copies
    from part
    where part.kind = 'post'
    group by part.government_id, part.unit_id, part.grain, part.account_id, part.channel, part.window_days
),
reply as (
    select
        part.government_id, part.unit_id, part.grain, part.account_id, part.channel, part.window_days,
        count(*) as n_replies,
        count(*) filter (where part.greets) as greet,
        count(*) filter (where part.thanks) as thank,
        count(*) filter (where part.apologizes) as apologize,
        count(*) filter (where part.addresses) as address,
        count(*) filter (where part.shouts) as shout,
        count(*) filter (where part.insults) as insult,
        count(part.copy_hash) as n_replies_worded,
        count(*) filter (where part.is_copy) as copies
    from part
    where part.kind in ('message', 'follow_up')
    group by part.government_id, part.unit_id, part.grain, part.account_id, part.channel, part.window_days
),
-- The answer is looked for where it has its whole key: one that was given elsewhere has no language here.
asked as (
    select
        i.government_id, i.unit_id, key.grain, key.account_id, key.channel, span.window_days,
        count(*) as n_inquiries,
        count(i.language) as n_inquiries_language,
        count(*) filter (where i.language = 'id') as in_id,
        count(*) filter (where i.language = 'en') as in_en,
        count(*) filter (where i.language = 'jv') as in_jv,
        count(*) filter (where i.language = 'su') as in_su,
        count(*) filter (where i.language is not null and coalesce(answer.language, follow_up.language) is not null)
            as n_language_pairs,
        count(*) filter (where i.language = coalesce(answer.language, follow_up.language)) as alike
    from core.inquiry as i
    join span
        on span.government_id = i.government_id and i.needed_on between span.first_on and span.last_on
        and i.needed_at <= span.as_of
    left join core.message as answer
        on i.state = 'answered' and i.answered_at <= span.as_of
        and answer.government_id = i.government_id and answer.account_id = i.source_account_id
        and answer.external_id = i.answer_id and answer.sent_at = i.answered_at
        and i.source_kind = 'message'
    left join core.text_measure as follow_up
        on i.state = 'answered' and i.answered_at <= span.as_of and i.source_kind = 'complaint'
        and follow_up.government_id = i.government_id and follow_up.account_id = i.source_account_id
        and follow_up.kind = 'follow_up' and follow_up.external_id = core.follow_up_id(i.source_id, i.answer_id)
    cross join lateral (
        values ('account', i.account_id, i.channel), ('unit', 0, i.channel), ('unit', 0, 'all')
    ) as key (grain, account_id, channel)
    where i.class = 'citizen' and i.needed_at is not null
        and (key.grain = 'account' or i.unit_id > 0)
        and not exists (
            select
            from core.exclusion as e
            where e.government_id = i.government_id and e.revoked_at is null
                and coalesce(e.unit_id, i.unit_id) = i.unit_id
                and coalesce(e.channel, i.channel) = i.channel
                and i.needed_on between e.first_on and e.last_on
        )
    group by i.government_id, i.unit_id, key.grain, key.account_id, key.channel, span.window_days
),
place as (
    select distinct p.government_id, p.unit_id, p.grain, p.account_id, p.channel, span.window_days
    from metrics.post_place as p
    join span on span.government_id = p.government_id
)
select
    government_id,
    unit_id,
    grain,
    account_id,
    channel,
    window_days,
    coalesce(post.n_posts, 0) as n_posts,
    coalesce(post.n_words, 0)::bigint as n_words,
    coalesce(post.n_sentences, 0)::bigint as n_sentences,
    post.n_words / post.n_posts::float8 as words_per_post,
    post.n_words / nullif(post.n_sentences, 0)::float8 as words_per_sentence,
    post.letters / nullif(post.n_words, 0)::float8 as letters_per_word,
    post.dated / post.n_posts::float8 as date_share,
    post.timed / post.n_posts::float8 as time_share,
    post.placed / post.n_posts::float8 as place_share,
    post.contacts / post.n_posts::float8 as contact_share,
    post.links / post.n_posts::float8 as link_share,
    coalesce(post.n_words_checked, 0)::bigint as n_words_checked,
    100 * post.unknown_words / nullif(post.n_words_checked, 0)::float8 as misspelt_per_100_words,
    coalesce(post.n_posts_language, 0) as n_posts_language,
    post.in_id / nullif(post.n_posts_language, 0)::float8 as posts_id_share,
    post.in_en / nullif(post.n_posts_language, 0)::float8 as posts_en_share,
    post.in_jv / nullif(post.n_posts_language, 0)::float8 as posts_jv_share,
    post.in_su / nullif(post.n_posts_language, 0)::float8 as posts_su_share,
    coalesce(post.n_posts_worded, 0) as n_posts_worded,
    post.copies / nullif(post.n_posts_worded, 0)::float8 as identical_post_share,
    coalesce(reply.n_replies, 0) as n_replies,
    reply.greet / reply.n_replies::float8 as greeting_share,
    reply.thank / reply.n_replies::float8 as thanks_share,
    reply.apologize / reply.n_replies::float8 as apology_share,
    reply.address / reply.n_replies::float8 as honorific_share,
    reply.shout / reply.n_replies::float8 as capitals_share,
    reply.insult / reply.n_replies::float8 as insult_share,
    coalesce(reply.n_replies_worded, 0) as n_replies_worded,
    reply.copies / nullif(reply.n_replies_worded, 0)::float8 as identical_reply_share,
    coalesce(asked.n_inquiries, 0) as n_inquiries,
    coalesce(asked.n_inquiries_language, 0) as n_inquiries_language,
    asked.in_id / nullif(asked.n_inquiries_language, 0)::float8 as inquiries_id_share,
    asked.in_en / nullif(asked.n_inquiries_language, 0)::float8 as inquiries_en_share,
    asked.in_jv / nullif(asked.n_inquiries_language, 0)::float8 as inquiries_jv_share,
    asked.in_su / nullif(asked.n_inquiries_language, 0)::float8 as inquiries_su_share,
    coalesce(asked.n_language_pairs, 0) as n_language_pairs,
    asked.alike / nullif(asked.n_language_pairs, 0)::float8 as answered_in_same_language_share
from place
full join post using (government_id, unit_id, grain, account_id, channel, window_days)
full join reply using (government_id, unit_id, grain, account_id, channel, window_days)
full join asked using (government_id, unit_id, grain, account_id, channel, window_days)
with data;
create unique index if not exists content_rolling_2_key
    on metrics.content_rolling_2 (government_id, unit_id, grain, account_id, channel, window_days);
comment on materialized view metrics.content_rolling_2 is 'Store of metrics.content_rolling, which readers use.';

-- Texts are measured within minutes, and what is made of a year of them moves slowly.
insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.content_rolling_2', 'matview', '6 hours', '30 minutes')
on conflict (view) do nothing;
