-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Words that stand in a column: what readers are told of them names each that the code or a check has, no more
-- and no less. Comments of tables are held to their checks by 00_catalog.sql.

\ir helper/statements.psql
\if :missing
\quit
\endif
begin;
select plan(6);
\i :statements
create temporary table word (list, word) as execute words;

-- Causes of lib/record/verdict.c; the others are found here, by ops.gap_seen().
create temporary view gap_reason as
select word from word where list = 'cause'
union all
select unnest('{unknown, removed, window, public_access, not_collected, not_visited}'::text[]);
select bag_eq('select reason from metrics.gap_reason_doc', 'select word from gap_reason', 'each reason has its words');
select results_eq(
    $$select name from metrics.column_doc
      where definition_en like '%completeness_gap.reason %' and definition_id like '%completeness_gap.reason;%'$$,
    array['cause'], 'the cause of a failure is told by them');

-- What a text enumerates: its first sentence, up to a colon.
create function pg_temp.told(told text) returns setof text language sql as $$
    select word[1] from regexp_matches(split_part(split_part(told, '.', 1), ':', 1), '\m([a-z_]+)\M', 'g') as word
    where word[1] not in ('or', 'atau')
$$;
create function pg_temp.allowed(owner regclass, name text) returns setof text language sql as $$
    select word[1]
    from pg_constraint as c
    join pg_attribute as a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
    cross join regexp_matches(pg_get_constraintdef(c.oid), '''(\w+)''::text', 'g') as word
    where c.contype = 'c' and c.conrelid = owner and a.attname = name
$$;
create temporary table enumerated (name, word) as
select 'stream', word from word where list = 'stream'
union
select 'reason', word from gap_reason
union
select 'kind', pg_temp.allowed('core.inquiry', 'kind')
union
select 'source_kind', pg_temp.allowed('core.inquiry', 'source_kind')
union
select 'state', pg_temp.allowed('core.inquiry', 'state')
union
select 'round_kind', pg_temp.allowed('ops.refresh_round', 'kind');
select set_eq('select name from enumerated',
    $$values ('stream'), ('reason'), ('kind'), ('source_kind'), ('state'), ('round_kind')$$, 'each of these has words');
select set_eq('select d.name, pg_temp.told(d.definition_en) from metrics.column_doc as d
    where d.name in (select e.name from enumerated as e)', 'select name, word from enumerated', 'they are told in English');
select set_eq('select d.name, pg_temp.told(d.definition_id) from metrics.column_doc as d
    where d.name in (select e.name from enumerated as e)', 'select name, word from enumerated', 'and in Indonesian');
select set_eq($$select pg_temp.told(col_description('ops.stream'::regclass, attnum)) from pg_attribute
    where attrelid = 'ops.stream'::regclass and attname = 'stream'$$,
    $$select word from enumerated where name = 'stream'$$, 'ops.stream has each stream of a source');

select * from finish();
rollback;
