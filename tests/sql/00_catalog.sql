-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The style of the schema, read from the catalogue: comments, names, keys, functions, rights. Objects of
-- extensions and partitions (which follow their parent) are left out.

begin;
select plan(17);

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

select is_empty(
    $$select name from ours
      where relkind in ('r', 'p', 'v', 'm') and not relispartition
          and coalesce(obj_description(oid, 'pg_class'), '') = ''$$,
    'every table, view and materialized view has a comment');

select is_empty(
    $$select ours.name, attribute.attname
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p', 'v', 'm') and not ours.relispartition
          and attribute.attnum > 0 and not attribute.attisdropped
          and coalesce(col_description(ours.oid, attribute.attnum), '') = ''$$,
    'every column has a comment');

select is_empty(
    $$select ours.name, attribute.attname, col_description(ours.oid, attribute.attnum)
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p') and not ours.relispartition
          and attribute.attnum > 0 and not attribute.attisdropped
          and attribute.attnotnull
              <> (col_description(ours.oid, attribute.attnum) like '%Never null.%')$$,
    'the comment of a column says "Never null." exactly when it cannot be null');

select is_empty(
    $$select name from our_functions where coalesce(obj_description(oid, 'pg_proc'), '') = ''$$,
    'every function has a comment');

select is_empty(
    $$select nspname from pg_namespace
      where nspname in ('core', 'core_open', 'core_private', 'metrics', 'ops')
          and obj_description(oid, 'pg_namespace') is null$$,
    'every schema has a comment');

select is_empty(
    $$select ours.name
      from ours
      where ours.relkind = 'm'
          and not exists (
              select from pg_index
              where pg_index.indrelid = ours.oid and indisunique and indisvalid
                  and indpred is null and 0 <> all (indkey::int2[]))$$,
    'every materialized view has a valid unique index on plain columns, unfiltered');

select is_empty(
    $$select conrelid::regclass, conname
      from pg_constraint as foreign_key
      join ours on ours.oid = foreign_key.conrelid
      where foreign_key.contype = 'f'
          and not exists (
              select from pg_index
              where pg_index.indrelid = foreign_key.conrelid and indisvalid
                  and (indkey::int2[])[0:cardinality(foreign_key.conkey) - 1] @> foreign_key.conkey
                  and indpred is null)$$,
    'every foreign key has an index that begins with its columns');

select is_empty(
    $$select conrelid::regclass, conname from pg_constraint
      join pg_class as target on target.oid = confrelid
      where contype = 'f' and target.relkind = 'p'$$,
    'no foreign key points at a partitioned table');

select is_empty(
    $$select ours.name, index.indexrelid::regclass
      from ours
      join pg_index as index on index.indrelid = ours.oid and index.indisunique
      join pg_attribute as first
          on first.attrelid = ours.oid and first.attname = 'government_id' and first.attnotnull
      where ours.nspname = 'core' and ours.relkind in ('r', 'p')
          and ours.relname not in ('government') and (index.indkey::int2[])[0] <> first.attnum$$,
    'every unique index of a table of core that belongs to a government begins with it');

select is_empty(
    $$select ours.name, constraint_.conname
      from pg_constraint as constraint_
      join ours on ours.oid = constraint_.conrelid
      where not ours.relispartition and constraint_.conname not like ours.relname || '\_%'$$,
    'constraints are named after their table');

select is_empty(
    $$select ours.name, attribute.attname
      from ours
      join pg_attribute as attribute on attribute.attrelid = ours.oid
      where ours.relkind in ('r', 'p') and not ours.relispartition and attribute.attnum > 0
          and attribute.attname ~ '_at$' and attribute.atttypid <> 'timestamptz'::regtype
          or attribute.attname ~ '_on$' and attribute.atttypid <> 'date'::regtype
          and ours.relkind in ('r', 'p')$$,
    'columns in _at are timestamptz, in _on date');

select is_empty(
    $$select name from our_functions
      where prokind = 'f'
          and not exists (
              select from unnest(proconfig) as setting where setting like 'search_path=%')
          -- a body of "begin atomic" is bound when it is created and needs no path
          and prosqlbody is null$$,
    'every function pins search_path, or is bound when created');

select is_empty(
    $$select our_functions.name
      from our_functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) as grant_
      where grant_.grantee = 0$$,
    'PUBLIC can execute nothing');

select is_empty(
    $$select ours.name
      from ours, aclexplode((select relacl from pg_class where pg_class.oid = ours.oid)) as grant_
      where grant_.grantee = 0$$,
    'PUBLIC can read nothing');

select is_empty(
    $$select name from ours
      where relkind in ('r', 'p', 'v', 'm', 'S') and nspname <> 'metrics'
          and has_schema_privilege('pantau_reader', nspname, 'usage')
          and (relkind = 'S' or has_table_privilege('pantau_reader', oid, 'select'))$$,
    'pantau_reader sees nothing outside metrics');

select is_empty(
    $$select name from ours where relowner <> 'pantau_owner'::regrole
      union all
      select name from our_functions where proowner <> 'pantau_owner'::regrole$$,
    'pantau_owner owns everything, pantau_writer nothing');

select is_empty(
    $$select nspname from pg_namespace
      where nspname in ('core', 'core_open', 'core_private', 'metrics', 'ops')
          and has_schema_privilege('pantau_writer', nspname, 'create')$$,
    'pantau_writer can create nothing');

select * from finish();
rollback;
