-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Content, for readers: names beside ids, as_of and coverage beside figures. Columns are only ever appended, as in
-- 90_api_views.sql; their words stand in 42_metrics_content_words.sql.

create or replace view metrics.content_rolling as
select
    c.government_id,
    u.government,
    c.unit_id,
    u.unit_code,
    u.unit,
    c.grain,
    c.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    c.channel,
    c.window_days,
    c.n_posts,
    c.n_words,
    c.n_sentences,
    c.words_per_post,
    c.words_per_sentence,
    c.letters_per_word,
    c.date_share,
    c.time_share,
    c.place_share,
    c.contact_share,
    c.link_share,
    c.n_words_checked,
    c.misspelt_per_100_words,
    c.n_posts_language,
    c.posts_id_share,
    c.posts_en_share,
    c.posts_jv_share,
    c.posts_su_share,
    c.n_posts_worded,
    c.identical_post_share,
    c.n_replies,
    c.greeting_share,
    c.thanks_share,
    c.apology_share,
    c.honorific_share,
    c.capitals_share,
    c.insult_share,
    c.n_replies_worded,
    c.identical_reply_share,
    c.n_inquiries,
    c.n_inquiries_language,
    c.inquiries_id_share,
    c.inquiries_en_share,
    c.inquiries_jv_share,
    c.inquiries_su_share,
    c.n_language_pairs,
    c.answered_in_same_language_share,
    coverage.poll_coverage,
    state.as_of,
    case when c.grain = 'account' then a.leader_position is not null end as is_leader
from metrics.content_rolling_2 as c
join metrics.unit as u on u.government_id = c.government_id and u.unit_id = c.unit_id
left join core.account as a on a.government_id = c.government_id and a.account_id = c.account_id
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = c.government_id and coverage.unit_id = c.unit_id
    and coverage.scope = 'own' and coverage.channel = c.channel and coverage.window_days = c.window_days
left join ops.refresh_state as state on state.view = 'metrics.content_rolling_2';
comment on view metrics.content_rolling is
    'What rules tell of the texts of posts and replies, and in which languages was asked and answered: one row per '
    'account (grain account) and per unit (grain unit, account_id 0), channel (or all, units only) and window of 7, 28, '
    '91 or 364 local days that end with the day of as_of. Proxies: they sort what a person looks at first, and never '
    'decide alone; how far people agree with them is in metrics.assessment_agreement, their precision and recall in '
    'metrics.rule_quality.';

create or replace view metrics.text_detail as
select
    f.government_id,
    g.name as government,
    f.unit_id,
    u.unit_code,
    u.unit,
    f.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    f.channel,
    f.kind,
    f.place_account_id,
    f.external_id,
    f.permalink,
    f.written_at,
    f.day,
    f.words,
    f.sentences,
    f.letters,
    f.looked_up,
    f.unknown_words,
    f.language,
    f.has_date,
    f.has_time,
    f.has_place,
    f.has_contact,
    f.has_link,
    f.greets,
    f.thanks,
    f.apologizes,
    f.addresses,
    f.insults,
    f.shouts,
    f.copy_hash,
    f.rules_version
from metrics.text_figure as f
join core.government as g on g.government_id = f.government_id
join core.account as a on a.government_id = f.government_id and a.account_id = f.account_id
left join metrics.unit as u
    on u.government_id = f.government_id and u.unit_id = f.unit_id and f.unit_id > 0;
comment on view metrics.text_detail is
    'Every text of which the figures of content are made, with what rules counted and told of it and its address: one '
    'row per post or official message that stands, and per follow-up to a complaint.';

select metrics.apply_column_doc();
