-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a complaint is about, in words that all feeds share, and what it wants by its class.

begin;
select plan(4);
\ir helper/world.psql
\ir helper/complaint.psql

select pg_temp.complaint('a', 'in_process', topic => ' Kesehatan ', words => 'Jalan rusak di depan puskesmas');
select pg_temp.complaint('b', 'in_process', topic => 'Bidang 7', words => 'Lampu jalan mati', class => 'aspiration');
select pg_temp.complaint('c', 'in_process', words => 'Mohon penjelasan', class => 'information');
select pg_temp.event(id, 'd', 'disposed', '2025-05-20 09:00', 'roads') from unnest('{a,b,c}'::text[]) as id;
select core.derive_complaint(1, 9, '{a,b,c}') \g /dev/null
select results_eq('select external_id, topic, mapped_topic, topic_rule from core.complaint order by 1',
    $$values ('a', ' Kesehatan ', 'health', 'category'), ('b', 'Bidang 7', 'lighting', 'lighting_4.1'),
        ('c', null, null, null)$$, 'the category''s topic before that of the words; the feed''s own stays');
select results_eq('select source_id, topic, intent from core.inquiry order by 1',
    $$values ('a', 'health', 'complaint'), ('b', 'lighting', 'suggestion'), ('c', null, 'question')$$,
    'and so do the inquiries');
update core.complaint set text = null where external_id = 'b';
insert into core.topic_category (feed_kind, category, topic) values ('', 'sakit', 'health');
update core.word_rule set rule = 'lighting_4.2' where rule = 'lighting_4.1';
select core.needs_build() \g /dev/null
update core.complaint set topic = 'sakit' where external_id = 'c';
select core.rebuild_inquiries(1) \g /dev/null
select results_eq('select external_id, mapped_topic, topic_rule from core.complaint order by 1',
    $$values ('a', 'health', 'category'), ('b', 'lighting', 'lighting_4.1'), ('c', 'health', 'category')$$,
    'changed rules reach what is stored; words that went leave their topic');
select is(core.rebuild_inquiries(1), 0, 'a second time nothing changes');

select * from finish();
rollback;
