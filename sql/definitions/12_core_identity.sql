-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Ids made from natural keys: the same row has the same id on every machine and after every rebuild,
-- and a row that refers to another one needs no look-up. The casts keep the functions inlinable. md5 is no
-- secret here, only a short name; the separator U+001F stands in no id that a platform gives.

create or replace function core.natural_id(kind text, government_id int, account_id int, id text)
returns uuid
language sql
immutable
begin atomic
    select md5(
        kind || E'\x1f' || government_id::text || E'\x1f' || account_id::text || E'\x1f' || id
    )::uuid;
end;
comment on function core.natural_id(text, int, int, text) is
    'Id of a post or complaint, made from its kind and natural key.';

create or replace function core.inquiry_id(
    government_id int,
    source_kind text,
    source_account_id int,
    source_id text,
    unit_id int,
    opening_id text,
    class text
)
returns uuid
language sql
immutable
begin atomic
    select md5(
        government_id::text || E'\x1f' || source_kind || E'\x1f' || source_account_id::text
            || E'\x1f' || source_id || E'\x1f' || unit_id::text || E'\x1f' || opening_id || E'\x1f'
            || class
    )::uuid;
end;
comment on function core.inquiry_id(int, text, int, text, int, text, text) is
    'Id of an inquiry, made from what opened it.';
