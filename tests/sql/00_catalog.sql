-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The style of the schema, read from the catalogue: comments, names, keys, functions, rights. Objects of
-- extensions and partitions (which follow their parent) are left out. A rule that finds nothing guards
-- nothing: behind each stands a fault, planted after all rules were kept, that it must find.

begin;
select plan(42);

create temporary view ours as
select class.oid, class.relname, class.relkind, class.relispartition, class.relowner,
    space.nspname, format('%I.%I', space.nspname, class.relname) as name
from pg_class as class
join pg_namespace as space on space.oid = class.relnamespace
where space.nspname in ('core', 'core_open', 'core_private', 'metrics', 'ops');

create temporary view our_functions as
select proc.*, proc.oid::regprocedure::text as name
from pg_proc as proc
where proc.pronamespace::regnamespace::text in ('core', 'core_open', 'core_private', 'metrics', 'ops');

-- found: nothing, where the rule is kept. fault: what breaks it, empty where an earlier fault does. names:
-- what must then be among the found.
create temporary table rule (
    number int generated always as identity,
    title text not null,
    found text not null,
    fault text not null,
    names text not null
);

insert into rule (title, found, fault, names)
values
    ('every table, view and materialized view has a comment',
    $$select name from ours
      where relkind in ('r', 'p', 'v', 'm') and not relispartition
          and coalesce(obj_description(oid, 'pg_class'), '') = ''$$,
    $$create table core.planted_a (a_at date, b_on text, fail_count int)$$,
    'core.planted_a'),
    ('every column has a comment',
    $$select ours.name, attribute.attname
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p', 'v', 'm') and not ours.relispartition
          and attribute.attnum > 0 and not attribute.attisdropped
          and coalesce(col_description(ours.oid, attribute.attnum), '') = ''$$,
    $$$$,
    'planted_a'),
    ('the comment of a column says "Never null." exactly when it cannot be null',
    $$select ours.name, attribute.attname, col_description(ours.oid, attribute.attnum)
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p') and not ours.relispartition
          and attribute.attnum > 0 and not attribute.attisdropped
          and attribute.attnotnull
              <> (col_description(ours.oid, attribute.attnum) like '%Never null.%')$$,
    $$comment on column core.calendar.base is 'Never null.'$$,
    'base'),
    ('the comment of a column names each word that a check allows it, or says where they stand',
    $$select ours.name, attribute.attname, word[1]
      from ours
      join pg_constraint as allowed on allowed.conrelid = ours.oid and allowed.contype = 'c'
      join pg_attribute as attribute on attribute.attrelid = ours.oid and attribute.attnum = allowed.conkey[1]
      cross join regexp_matches(pg_get_constraintdef(allowed.oid), '''(\w+)''::text', 'g') as word
      where not ours.relispartition and cardinality(allowed.conkey) = 1
          and col_description(ours.oid, attribute.attnum) !~ ('\m' || word[1] || '\M|vocabulary of sql/README.md')$$,
    $$comment on column core.inquiry.class is 'citizen or the like. Never null.'$$,
    'core.inquiry,class,leader'),
    ('every function has a comment',
    $$select name from our_functions where coalesce(obj_description(oid, 'pg_proc'), '') = ''$$,
    $$create function core.planted() returns int language sql as 'select 1'$$,
    'core.planted()'),
    ('every schema has a comment',
    $$select nspname from pg_namespace
      where nspname in ('core', 'core_open', 'core_private', 'metrics', 'ops')
          and obj_description(oid, 'pg_namespace') is null$$,
    $$comment on schema core_private is null$$,
    'core_private'),
    ('every materialized view has a valid unique index on plain columns, unfiltered',
    $$select ours.name
      from ours
      where ours.relkind = 'm'
          and not exists (
              select from pg_index
              where pg_index.indrelid = ours.oid and indisunique and indisvalid
                  and indpred is null and 0 <> all (indkey::int2[]))$$,
    $$create materialized view metrics.planted_b as select 1 as a;
     create unique index planted_b_idx on metrics.planted_b (a) where a > 0$$,
    'planted_b'),
    ('every foreign key has an index that begins with its columns',
    $$select conrelid::regclass, conname
      from pg_constraint as foreign_key
      join ours on ours.oid = foreign_key.conrelid
      where foreign_key.contype = 'f'
          and not exists (
              select from pg_index
              where pg_index.indrelid = foreign_key.conrelid and indisvalid
                  and (indkey::int2[])[0:cardinality(foreign_key.conkey) - 1] @> foreign_key.conkey
                  and indpred is null)$$,
    $$create table core.planted_c (a int constraint planted_c_a_fkey references core.government (government_id))$$,
    'planted_c_a_fkey'),
    ('no foreign key points at a partitioned table',
    $$select conrelid::regclass, conname from pg_constraint
      join pg_class as target on target.oid = confrelid
      where contype = 'f' and target.relkind = 'p'$$,
    $$create table core.planted_d (a int primary key) partition by range (a);
     create table core.planted_e (a int constraint planted_e_a_fkey references core.planted_d (a))$$,
    'planted_e_a_fkey'),
    ('every unique index of a table of core that belongs to a government begins with it',
    $$select ours.name, index.indexrelid::regclass
      from ours
      join pg_index as index on index.indrelid = ours.oid and index.indisunique
      join pg_attribute as first
          on first.attrelid = ours.oid and first.attname = 'government_id' and first.attnotnull
      where ours.nspname = 'core' and ours.relkind in ('r', 'p')
          and ours.relname not in ('government') and (index.indkey::int2[])[0] <> first.attnum$$,
    $$create table core.planted_f (a int constraint planted_f_a_key unique, government_id int not null)$$,
    'planted_f_a_key'),
    ('constraints are named after their table',
    $$select ours.name, constraint_.conname
      from pg_constraint as constraint_
      join ours on ours.oid = constraint_.conrelid
      where not ours.relispartition and constraint_.conname not like ours.relname || '\_%'$$,
    $$create table core.planted_g (a int constraint strange_check check (a > 0))$$,
    'strange_check'),
    ('columns in _at are timestamptz, in _on date',
    $$select ours.name, attribute.attname
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p') and not ours.relispartition and attribute.attnum > 0
          and attribute.attname ~ '_at$' and attribute.atttypid <> 'timestamptz'::regtype
          or attribute.attname ~ '_on$' and attribute.atttypid <> 'date'::regtype
          and ours.relkind in ('r', 'p')$$,
    $$$$,
    'a_at'),
    ('every function pins search_path, temporary tables last, or is bound when created',
    $$select name from our_functions
      where prokind = 'f'
          and not exists (
              select from unnest(proconfig) as setting where setting like 'search_path=%pg_temp')
          -- a body of "begin atomic" is bound when it is created and needs no path
          and prosqlbody is null$$,
    $$$$,
    'core.planted()'),
    ('PUBLIC can execute nothing',
    $$select our_functions.name
      from our_functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) as grant_
      where grant_.grantee = 0$$,
    $$$$,
    'core.planted()'),
    ('PUBLIC can read nothing',
    $$select ours.name
      from ours, aclexplode((select relacl from pg_class where pg_class.oid = ours.oid)) as grant_
      where grant_.grantee = 0$$,
    $$grant select on core.planted_a to public$$,
    'planted_a'),
    ('pantau_reader sees nothing outside metrics',
    $$select name from ours
      where relkind in ('r', 'p', 'v', 'm', 'S') and nspname <> 'metrics'
          and has_schema_privilege('pantau_reader', nspname, 'usage')
          and (relkind = 'S' or has_table_privilege('pantau_reader', oid, 'select'))$$,
    $$grant usage on schema core to pantau_reader;
     grant select on core.planted_c to pantau_reader$$,
    'planted_c'),
    ('pantau_owner owns everything, pantau_writer nothing',
    $$select name from ours where relowner <> 'pantau_owner'::regrole
      union all
      select name from our_functions where proowner <> 'pantau_owner'::regrole$$,
    $$alter table core.planted_g owner to pantau_writer$$,
    'planted_g'),
    ('pantau_writer can create nothing',
    $$select nspname from pg_namespace
      where nspname in ('core', 'core_open', 'core_private', 'metrics', 'ops')
          and has_schema_privilege('pantau_writer', nspname, 'create')$$,
    $$grant create on schema ops to pantau_writer$$,
    'ops'),
    ('columns in _count are bigint',
    $$select ours.name, attribute.attname
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p', 'v', 'm') and not ours.relispartition and attribute.attnum > 0
          and attribute.attname ~ '_count$' and attribute.atttypid <> 'bigint'::regtype$$,
    $$$$,
    'fail_count'),
    ('numbers are given by identity columns, not by sequences of their own',
    $$select ours.name, pg_get_expr(adbin, adrelid)
      from ours
      join pg_attrdef on adrelid = ours.oid
      where pg_get_expr(adbin, adrelid) like '%nextval%'$$,
    $$create table core.planted_h (a serial)$$,
    'planted_h'),
    ('a text that a platform fills has a bound or a vocabulary',
    $$select ours.name, attribute.attname
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.nspname = 'core'
          and ours.relname in ('account', 'account_sample', 'post', 'post_sample', 'message',
              'message_mention', 'complaint', 'complaint_event')
          and attribute.attnum > 0 and not attribute.attisdropped
          and attribute.atttypid = 'text'::regtype
          -- what a rule of ours wrote
          and attribute.attname not in ('rule', 'intent', 'topic', 'purpose', 'reply_class', 'topic_rule',
              'purpose_rule', 'reply_rule', 'mapped_topic', 'intent_rule')
          and not exists (
              select from pg_constraint
              where conrelid = ours.oid and contype in ('c', 'f')
                  and attribute.attnum = any (conkey))$$,
    $$alter table core.complaint add column planted text$$,
    'planted');

select is_empty(found, title) from rule order by number;

do $$
declare
    planted text;
begin
    for planted in select fault from rule where fault <> '' order by number loop
        execute planted;
    end loop;
end
$$;

create function pg_temp.rows_of(query text) returns text
language plpgsql
as $$
declare
    result text;
begin
    execute format('select string_agg(f::text, '' '') from (%s) as f', query) into result;
    return result;
end
$$;

select matches(pg_temp.rows_of(found), '\m' || replace(replace(names, '(', '\('), ')', '\)'), 'a fault is found: ' || title)
from rule
order by number;

select * from finish();
rollback;
