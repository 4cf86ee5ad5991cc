-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a platform's terms demand: all that is kept is named for confirmation, each once in a round, posts
-- first; and the text of what is gone goes, with what was derived from it left as it was.

begin;
select plan(15);
\ir helper/world.psql

insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, removed_at,
    first_observed_at, changed_observed_at)
select 1, 1, id, md5(id)::uuid, '2025-05-01', 'text', 'Kata ' || id, removed, '2025-06-01', '2025-06-01'
from (values ('p1', null), ('p2', '2025-05-03'::timestamptz), ('p3', null), ('p4', null)) as post (id, removed);
select pg_temp.say(1, id, '2025-05-02 08:00', id, 'somebody', 'Kapan jalan diperbaiki?', kind => kind, hash => 'aa')
from (values ('m1', 'comment'), ('m2', 'comment'), ('m3', 'direct_message'), ('m4', 'mention')) as m (id, kind) \g /dev/null
update core.message set gone_from = '2025-05-04', gone_by = '2025-05-05', removed_by = 'author' where external_id = 'm2';

-- A day's term, two items a question.
create function pg_temp.named(at_utc text, settled boolean)
returns text
language sql
as $$
    select coalesce(string_agg((case when n.is_post then '+' else '-' end) || n.external_id, ' ' order by n.external_id), '')
    from ops.sweep_next(1, 1, at_utc::timestamptz, 86400, 2, settled) as n
$$;
select is(pg_temp.named('2025-06-01 00:00Z', false), '', 'what was just collected is not asked for');
select is(pg_temp.named('2025-06-01 23:59Z', true), '', 'nor within the day');
select is(pg_temp.named('2025-06-02 00:00Z', true), '+p1 +p3', 'then posts that stand, in their order');
select is(pg_temp.named('2025-06-02 00:01Z', false), '+p1 +p3', 'again, where they were not confirmed');
select is(pg_temp.named('2025-06-02 00:02Z', true), '+p4', 'and on from there');
select is(pg_temp.named('2025-06-02 00:03Z', true), '-m1 -m4', 'then messages that stand, but direct ones');
select is(pg_temp.named('2025-06-02 00:04Z', false), '-m1 -m4', 'again, where they were not confirmed');
select is(pg_temp.named('2025-06-02 00:05Z', true), '', 'until none is left');
select is(finished_at, '2025-06-02 00:05Z'::timestamptz, 'which ends the round') from ops.sweep;
select is(pg_temp.named('2025-06-02 23:59Z', true), '', 'the next begins a day after the beginning of this one');
select is(pg_temp.named('2025-06-03 00:00Z', true), '+p1 +p3', 'from the beginning');

select results_eq($$select core.text_erase(1, 1, '{m1,m2,p1,p2}') order by 1$$, $$values ('m2'), ('p2')$$,
    'the texts of what is gone go');
select results_eq(
    $$select external_id, text is null, needs_answer from core.message where account_id = 1 and external_id in ('m1', 'm2') order by 1$$,
    $$values ('m1', false, true), ('m2', true, true)$$, 'and nothing else of it');
select is(core.rebuild_verdicts(1, '{1}'), 0, 'no rule is asked about a text that went');
select results_eq($$select core.text_erase(1, 1, '{m1,m2,p1,p2}')$$, 'select null::text where false', 'once is enough');

select * from finish();
rollback;
