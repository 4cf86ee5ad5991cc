-- breaking: no
-- why: what a leader's post needed must outlast its text where that has to go.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A message keeps the verdict on its text in columns of its own. Posts are judged when they are derived, for few of
-- them ask; of those whose text had to go the verdict stands here.

create table core.post_verdict (
    government_id int not null,
    post_id uuid not null,
    needs_answer boolean not null,
    undecided boolean not null,
    intent text,
    constraint post_verdict_pkey primary key (government_id, post_id)
);
comment on table core.post_verdict is
    'What the text of a leader''s post that names accounts was judged to need, kept when the text had to go '
    '(core.text_erase()); counts while core.post.text is null.';
comment on column core.post_verdict.government_id is 'Government. Never null.';
comment on column core.post_verdict.post_id is 'The post (core.post.post_id). Never null.';
comment on column core.post_verdict.needs_answer is 'The text needed an answer (core.needs_answer()). Never null.';
comment on column core.post_verdict.undecided is 'The rules could not decide: counted as needing one. Never null.';
comment on column core.post_verdict.intent is 'Intent by the same rules; null where they gave none.';
