-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What was imported, by the digest of the file: what is known is not read again.

create or replace function ops.import_save(
    government_id int,
    account_id int,
    digest text,
    name text,
    report jsonb
)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    insert into ops.import as i
        (government_id, account_id, digest, name, bytes, made_earliest, made_latest, first_at, last_at,
         imported_by, row_count, new_count, changed_count, unchanged_count, refused_count, unknown_units,
         refusals)
    select
        import_save.government_id,
        import_save.account_id,
        import_save.digest,
        import_save.name,
        r.bytes,
        r.made_earliest,
        r.made_latest,
        clock_timestamp(),
        clock_timestamp(),
        session_user,
        r.rows,
        r.new,
        r.changed,
        r.unchanged,
        r.refused,
        r.unknown_units,
        r.refusals
    from jsonb_to_record(import_save.report) as r (
        bytes bigint,
        made_earliest timestamptz,
        made_latest timestamptz,
        rows bigint,
        new bigint,
        changed bigint,
        unchanged bigint,
        refused bigint,
        unknown_units text[],
        refusals text[]
    )
    on conflict on constraint import_pkey do update set
        name = excluded.name,
        last_at = excluded.last_at,
        imported_by = excluded.imported_by,
        row_count = excluded.row_count,
        new_count = excluded.new_count,
        changed_count = excluded.changed_count,
        unchanged_count = excluded.unchanged_count,
        refused_count = excluded.refused_count,
        unknown_units = excluded.unknown_units,
        refusals = excluded.refusals
$$;
comment on function ops.import_save(int, int, text, text, jsonb) is
    'Keeps what an import of a file came to; of a file that is imported again when it was first, and when it '
    'was made, stay.';
