-- breaking: no
-- why: roles, schemas and the ledger: what must exist before the first migration.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The only file that needs a superuser, or a role with CREATEROLE that owns the database. Everything
-- in it may run again. Roles are given to people and programs by grants of these five.

do $$
declare
    wanted record;
begin
    for wanted in
        select name, doc
        from (
            values
                ('pantau_owner', 'owns every object of Pantau; nobody logs in as it'),
                ('pantau_writer', 'the daemon: writes core and ops, changes no definition'),
                ('pantau_reader', 'dashboards and other programs: reads metrics'),
                ('pantau_analyst', 'people: reads metrics and, without personal columns, core'),
                ('pantau_operator', 'operators: reads ops and metrics, asks the daemon through ops.request')
        ) as role (name, doc)
    loop
        -- Roles belong to the whole cluster: another database may be creating them at this moment.
        begin
            execute format('create role %I nologin', wanted.name);
        exception
            when duplicate_object or unique_violation then null;
        end;
        -- Only where needed: two databases of a cluster must not meet in one row of pg_shdescription.
        if shobj_description(to_regrole(wanted.name), 'pg_authid') is distinct from wanted.doc then
            execute format('comment on role %I is %L', wanted.name, wanted.doc);
        end if;
    end loop;
    -- Granting also updates a row of the whole cluster; a grant that stands is left alone.
    if not pg_has_role('pantau_analyst', 'pantau_reader', 'member') then
        grant pantau_reader to pantau_analyst;
    end if;
    if not pg_has_role(current_user, 'pantau_owner', 'member') then
        execute format('grant pantau_owner to %I', current_user);
    end if;
end
$$;

-- What PostgreSQL gives to everybody: temporary tables and large objects, which fill the disk, and locks, by
-- which a reader could hold up the daemon's writing. A superuser alone can take the functions away.
do $$
declare
    shared regprocedure;
begin
    if has_database_privilege('public', current_database(), 'TEMPORARY') then
        execute format('revoke temporary on database %I from public', current_database());
        execute format('grant temporary on database %I to pantau_owner, pantau_analyst', current_database());
    end if;
    if not (select r.rolsuper from pg_roles as r where r.rolname = current_user) then
        return;
    end if;
    for shared in
        select p.oid
        from pg_proc as p
        where p.pronamespace = 'pg_catalog'::regnamespace
            and (
                p.proname ~ '^pg_(try_)?advisory_(xact_)?lock'
                or p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea')
            )
    loop
        execute format('revoke execute on function %s from public', shared);
        execute format('grant execute on function %s to pantau_owner', shared);
    end loop;
    grant execute on function pg_advisory_xact_lock(int, int) to pantau_writer;
end
$$;

-- Exclusion constraints over a government and a range of dates need it.
create extension if not exists btree_gist with schema public;

create schema if not exists core authorization pantau_owner;
create schema if not exists core_open authorization pantau_owner;
create schema if not exists core_private authorization pantau_owner;
create schema if not exists metrics authorization pantau_owner;
create schema if not exists ops authorization pantau_owner;

comment on schema core is 'Facts: what the platforms said, rules, and the inquiries derived from them.';
comment on schema core_open is 'Views of core without personal columns, for analysts.';
comment on schema core_private is 'What only the owner of the database reads: contacts of officers.';
comment on schema metrics is 'What readers may depend on; versioned in metrics.version.';
comment on schema ops is 'The programs'' own work: ledger, streams, cursors, runs, quotas, refreshes.';

-- What the owner creates is nobody's until it is granted (definitions/99_rights.sql).
alter default privileges for role pantau_owner revoke execute on functions from public;

set role pantau_owner;

create table if not exists ops.ledger (
    kind text not null,
    name text not null,
    number int not null,
    sha256 text not null,
    breaking boolean not null,
    version text not null,
    applied_at timestamptz not null,
    applied_by text not null,
    constraint ledger_pkey primary key (kind, name),
    constraint ledger_kind_check check (kind in ('bootstrap', 'migration', 'definition'))
);
comment on table ops.ledger is 'Files of sql/ that were applied to this database, by migrate.sh.';
comment on column ops.ledger.kind is 'bootstrap, migration or definition. Never null.';
comment on column ops.ledger.name is 'Name of the file. Never null.';
comment on column ops.ledger.number is 'Number at the start of that name; 0 for bootstrap. Never null.';
comment on column ops.ledger.sha256 is 'SHA-256 of the file as it was applied. Never null.';
comment on column ops.ledger.breaking is
    'True when programs older than the file cannot work with it. Never null.';
comment on column ops.ledger.version is
    'Version of Pantau that brought the file; empty where the folder did not say it. Never null.';
comment on column ops.ledger.applied_at is 'When it was applied, last for a definition. Never null.';
comment on column ops.ledger.applied_by is 'Role that applied it. Never null.';

reset role;
