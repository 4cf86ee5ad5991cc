-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A unit that the configuration puts under another one: what names of places mean, and what the units above
-- add up, follow at once. And what a changed configuration reads and derives again, no more than it must.

begin;
select plan(15);

create function pg_temp.sync(above text, accounts int default 1, hours text default null)
returns int
language sql
as $$
    select ops.sync_config(jsonb_build_object(
        'governments', '[{"code": "32.75", "name": "Kota Contoh", "kind": "city", "timezone": "Asia/Jakarta",
            "calendar": "id-asn"}]'::jsonb,
        'units', (select jsonb_agg(jsonb_build_object('code', code, 'government', '32.75', 'name', code,
            'kind', 'kecamatan', 'parent', parent, 'calendar', case when code = 'new' then hours end))
            from (values ('city', null), ('east', 'city'), ('west', null), ('new', above)) as u (code, parent)),
        'accounts', (select jsonb_agg(jsonb_build_object('government', '32.75', 'channel', 'facebook',
            'external_id', 'a' || n, 'handle', null, 'former_handles', '[]'::jsonb, 'access', 'owned',
            'unit', case n when 1 then 'new' else 'west' end, 'leader_position', null, 'answered_by', null,
            'valid_from', null, 'valid_to', null, 'author_key', md5('account ' || n),
            'streams', '{"comments": 60}'::jsonb)) from generate_series(1, accounts) as n),
        'feeds', '[{"government": "32.75", "name": "lapor", "kind": "lapor", "author_key": null,
            "units": {"Kelurahan Baru": "new", "Kecamatan Timur": "east"}, "streams": {"complaints": 600}}]'::jsonb
    ), 'd', 'one')
$$;
select pg_temp.sync('east') \g /dev/null
select government_id as gov from core.government \gset
select account_id as page from core.account where access <> 'feed' \gset
select account_id as feed from core.account where access = 'feed' \gset

insert into core.message
    (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind, author_key, text,
    needs_answer, rule, first_observed_at, changed_observed_at, role)
select :gov, :page, 'm' || n, '2025-06-02 08:00+07'::timestamptz + n * interval '1 minute', 'p', 'm' || n, 'comment',
    decode(md5('citizen ' || n), 'hex'), 'Kapan?', true, 'question_mark.1', '2025-06-10', '2025-06-10', 'citizen'
from generate_series(1, 500) as n;
analyze core.message;
select core.derive_message(:gov, :page, '{m1,m2}') \g /dev/null
insert into core.complaint
    (government_id, account_id, external_id, feed, complaint_id, status, unit_ref, status_observed_at,
    received_at, disposed_at, first_observed_at, changed_observed_at)
select :gov, :feed, id, 'lapor', core.natural_id('complaint', :gov, :feed, id), 'disposed', ref, '2025-06-10',
    '2025-06-02 08:00+07', '2025-06-03 08:00+07', '2025-06-10', '2025-06-10'
from (values ('1', 'Kelurahan Baru, Kecamatan Timur'), ('2', 'Kelurahan Baru'),
    ('3', 'Kelurahan Baru, Kecamatan Langit')) as c (id, ref);
select core.derive_complaint(:gov, :feed, '{1,2,3}') \g /dev/null

create function pg_temp.waits()
returns setof text
language sql
as $$
    select i.source_id || ' ' || coalesce(u.code, '-')
    from core.inquiry as i
    left join core.unit as u on u.government_id = i.government_id and u.unit_id = i.unit_id
    where i.source_kind = 'complaint'
    order by 1
$$;
create function pg_temp.trees()
returns setof text
language sql
as $$
    select concat_ws(' ', r.unit_code, r.channel, r.n)
    from metrics.response_rolling as r
    where r.scope = 'tree' and r.opener = 'all' and r.population = 'needed' and r.clock = 'calendar'
        and r.window_days = 28 and r.unit_id > 0 and r.channel <> 'all'
    order by 1
$$;
-- A round of that day, whatever day the marks were made on.
create function pg_temp.round()
returns text
language sql
as $$
    update core.dirty set day = least(day, '2025-06-10');
    select error from metrics.refresh_round('2025-06-10 12:00+07', 'dirty');
$$;

select is(pg_temp.round(), null, 'a round');
select results_eq('select pg_temp.waits()', $$values ('1 new'), ('2 new'), ('3 -')$$, 'behind a comma, where it lies');
select results_eq('select pg_temp.trees()',
    $$values ('city facebook 2'), ('city lapor 2'), ('east facebook 2'), ('east lapor 2'), ('new facebook 2'),
        ('new lapor 2')$$, 'the units above hold what the one below was asked');

select pg_temp.sync('west') \g /dev/null
select results_eq('select pg_temp.waits()', $$values ('1 east'), ('1 new'), ('2 new'), ('3 -')$$,
    'put elsewhere it is a list of two');
select is(pg_temp.round(), null, 'the next round');
select results_eq('select pg_temp.trees()',
    $$values ('city lapor 1'), ('east lapor 1'), ('new facebook 2'), ('new lapor 2'), ('west facebook 2'),
        ('west lapor 2')$$, 'has the sums of the new tree');
select is(metrics.rebuild('2025-06-10 12:00+07'), 0::bigint, 'and is what a rebuild makes');

select pg_temp.sync(null) \g /dev/null
select is(pg_temp.round(), null, 'a round for one that stands at the top');
select results_eq('select pg_temp.trees()',
    $$values ('city lapor 1'), ('east lapor 1'), ('new facebook 2'), ('new lapor 2')$$, 'it is in nobody''s tree');
select is(metrics.rebuild('2025-06-10 12:00+07'), 0::bigint, 'as a rebuild has it');

select is(pg_temp.sync(null), 0, 'the same tree again writes nothing');
-- What new accounts may have written is looked for once, however many they are, also in the daemon's session.
set local enable_hashjoin = off;
set local enable_material = off;
set local enable_mergejoin = off;
set local enable_seqscan = off;
create temporary view read as
select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) as rows from pg_stat_xact_all_tables where relname like 'message\_2%';
select rows as before from read \gset
select pg_temp.sync(null, 40) \g /dev/null
select cmp_ok((select rows - :before from read), '<', 2000::numeric, 'forty accounts more do not read all messages forty times');

-- A unit with hours of its own: its waits are measured by them. Other accounts are left alone, their texts too.
insert into core.message
    (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text, needs_answer, rule,
    first_observed_at, changed_observed_at, role)
select government_id, account_id, 'other', '2025-06-02 08:00+07', 'other', 'comment', decode(md5('ani'), 'hex'), 'Kapan?',
    true, 'as it was', '2025-06-10', '2025-06-10', 'citizen'
from core.account where external_id = 'a2';
select core.derive_message(government_id, account_id, '{other}') from core.account where external_id = 'a2' \g /dev/null
select pg_temp.sync(null, 40, 'id-service') \g /dev/null
select results_eq(
    $$select u.code, i.calendar, i.source_kind from core.inquiry as i
      join core.unit as u using (government_id, unit_id) group by 1, 2, 3 order by 1, 2, 3$$,
    $$values ('east', 'id-asn', 'complaint'), ('new', 'id-service', 'complaint'), ('new', 'id-service', 'message'),
        ('west', 'id-asn', 'message')$$, 'a calendar of its own');
select is((select rule from core.message where external_id = 'other'), 'as it was', 'concerns its own accounts');
update core.message set rule = 'as it was' where external_id = 'm1';
select pg_temp.sync(null, 40, 'id-asn-6') \g /dev/null
select is((select rule from core.message where external_id = 'm1'), 'as it was',
    'and from today what began before is as it was');

select * from finish();
rollback;
