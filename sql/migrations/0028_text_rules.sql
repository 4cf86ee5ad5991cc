-- breaking: no
-- why: a program that does not ask these rules leaves topics, reply classes and purposes empty, as before.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Rules for what a text is about and what it wants: lists of words, topics, forms of replies and purposes of posts.
-- Their rows stand in definitions/13_core_needs.sql, 13_core_texts.sql and 13_core_words.sql.

create table core.topic (
    topic text not null,
    rank int not null,
    label_en text not null,
    label_id text not null,
    constraint topic_pkey primary key (topic),
    constraint topic_rank_key unique (rank),
    constraint topic_rank_check check (rank between 1 and 26)
);
comment on table core.topic is
    'Topics of messages, posts and complaints; which words mean them: core.word_rule.';
comment on column core.topic.topic is 'Its name in the columns of other tables. Never null.';
comment on column core.topic.rank is
    'Of topics whose words weigh the same the one with the greatest rank stands: special ones have a greater one '
    'than general ones. Never null.';
comment on column core.topic.label_en is 'Its name for people, in English. Never null.';
comment on column core.topic.label_id is 'The same in Indonesian. Never null.';

create table core.word_rule (
    rule text not null,
    mark text not null,
    topic text,
    weight int not null,
    words text[] not null,
    doc text not null,
    constraint word_rule_pkey primary key (rule),
    constraint word_rule_topic_weight_key unique (topic, weight),
    constraint word_rule_topic_fkey foreign key (topic) references core.topic (topic),
    constraint word_rule_topic_check check ((topic is not null) = (mark = 'topic')),
    constraint word_rule_weight_check check (weight between 1 and 9)
);
comment on table core.word_rule is
    'Lists of words, each with what a text that has one of them is marked with: what it may want, or its topic. '
    'Colloquial spelling, Javanese, Sundanese and Betawi words stand beside the others.';
comment on column core.word_rule.rule is
    'Name of the list with its version, kept with what it decided. Never null.';
comment on column core.word_rule.mark is
    'topic, or a mark that core.needs_rule asks for. Never null.';
comment on column core.word_rule.topic is 'Topic that the words mean; null where the mark is none.';
comment on column core.word_rule.weight is
    'How surely a word means the topic: that of the heaviest word stands; from 3 on it is named without doubt. 1 for '
    'marks. Never null.';
comment on column core.word_rule.words is
    'Words, and pairs of words with one space between, in small letters. Of a pair its first word alone counts for '
    'nothing. Endings (-nya, -na, -ne, -lah, -kah) are taken off where the whole word is in no list. Never null.';
comment on column core.word_rule.doc is 'What the words have in common. Never null.';

alter table core.needs_rule
    add column marks_all text[],
    add column marks_any text[],
    add column marks_none text[];
comment on column core.needs_rule.marks_all is
    'Marks of core.word_rule, or topic_any and topic_named, that the text must have, as often as they stand here; null '
    'for no condition.';
comment on column core.needs_rule.marks_any is
    'Such marks of which the text must have one; null for no condition.';
comment on column core.needs_rule.marks_none is
    'Such marks of which the text must have none; null for no condition.';
comment on column core.needs_rule.intent is
    'question, complaint, request, suggestion, praise, spam or other; null where nothing can be read.';

create table core.text_rule (
    rule text not null,
    criterion text not null,
    rank int not null,
    bytes_max int,
    pattern text,
    verdict text not null,
    doc text not null,
    constraint text_rule_pkey primary key (criterion, rank),
    constraint text_rule_rule_key unique (rule),
    constraint text_rule_criterion_check check (criterion in ('reply_class', 'purpose')),
    constraint text_rule_verdict_check check (
        criterion = 'reply_class' and verdict in ('substantive', 'stock', 'redirect')
        or criterion = 'purpose' and verdict in (
            'information', 'service', 'event', 'campaign', 'clarification', 'greeting', 'recruitment', 'other')
    )
);
comment on table core.text_rule is
    'What a reply of an official account is, and what a post is for; of each criterion the first rule by rank that '
    'applies decides (core.reply_class_of, core.purpose_of).';
comment on column core.text_rule.rule is
    'Name of the rule with its version, kept with what it decided. Never null.';
comment on column core.text_rule.criterion is 'reply_class or purpose. Never null.';
comment on column core.text_rule.rank is 'Order in which rules are tried, smallest first. Never null.';
comment on column core.text_rule.bytes_max is 'Longest text it applies to, in bytes; null for any.';
comment on column core.text_rule.pattern is
    'Regular expression over the text in small letters; null for whatever is left.';
comment on column core.text_rule.verdict is
    'Of a reply substantive, stock or redirect; of a post information, service, event, campaign, clarification, '
    'greeting, recruitment or other. Never null.';
comment on column core.text_rule.doc is 'What it finds and why it decides so. Never null.';

create table core.topic_category (
    feed_kind text not null,
    category text not null,
    topic text not null,
    constraint topic_category_pkey primary key (feed_kind, category),
    constraint topic_category_topic_fkey foreign key (topic) references core.topic (topic)
);
create index topic_category_topic_idx on core.topic_category (topic);
comment on table core.topic_category is
    'Topics of a feed''s own categories, which stay in core.complaint.topic.';
comment on column core.topic_category.feed_kind is
    'Kind of feed (core.account.feed_kind); empty for all. Never null.';
comment on column core.topic_category.category is 'Category in small letters. Never null.';
comment on column core.topic_category.topic is 'Topic that it means. Never null.';

alter table core.message
    add column topic_rule text,
    add column reply_rule text;
comment on column core.message.topic is
    'Topic (core.topic) of the text by core.word_rule; null where no word tells it.';
comment on column core.message.topic_rule is
    'List of words that decided topic, with its version (core.word_rule); null where topic is.';
comment on column core.message.reply_class is
    'Of official messages substantive, stock or redirect, by core.text_rule; null of others, and where no text is known.';
comment on column core.message.reply_rule is
    'Rule that decided reply_class, with its version; null where that is.';
comment on column core.message.intent is
    'question, complaint, request, suggestion, praise, spam or other, by the rule that decided needs_answer; null where '
    'nothing can be read.';

alter table core.post
    add column topic_rule text,
    add column purpose_rule text;
comment on column core.post.topic is
    'Topic (core.topic) of the text by core.word_rule; null where no word tells it.';
comment on column core.post.topic_rule is
    'List of words that decided topic, with its version; null where topic is.';
comment on column core.post.purpose is
    'information, service, event, campaign, clarification, greeting, recruitment or other, by core.text_rule; null '
    'where no text is known.';
comment on column core.post.purpose_rule is
    'Rule that decided purpose, with its version; null where that is.';

alter table core.complaint
    add column mapped_topic text,
    add column topic_rule text;
comment on column core.complaint.topic is
    'Topic or category as the feed names it; null where there is none. In words that all feeds share: mapped_topic.';
comment on column core.complaint.mapped_topic is
    'Topic (core.topic) that the feed''s category means (core.topic_category), else that of title and text by '
    'core.word_rule; null where neither tells one.';
comment on column core.complaint.topic_rule is
    'What decided mapped_topic: category, or the list of words with its version; null where that is.';

comment on column core.inquiry.intent is
    'Intent of its first message that has one: of those that need an answer first, and rather any other than other; of '
    'complaints by their class. Null where nothing can be read.';
comment on column core.inquiry.topic is
    'Topic (core.topic) of its first message that has one, those that need an answer first; of complaints '
    'mapped_topic. Null where unknown.';
comment on column core.inquiry.reply_class is
    'substantive, stock or redirect, of the answer that ended the wait; null without one, and where its text is not known.';
comment on column core.inquiry.substantive_at is
    'First substantive reply of the unit in the thread, from the answer that ended the wait on; null before it.';
