-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Looking rows up in the years that hold any. What is new must be looked for in every partition, and the
-- empty ones (before, after, the year ahead) cost a microsecond an item each. Bounds on the time cannot leave
-- them out where rows are found by a hash: a plan that is made while a table is empty and kept may then begin
-- with the bounds. So there are views that name the partition of each row: "year = any ($1)" is a condition on
-- no column, and partitions of other years are not read. A partition is empty while its file is: what a
-- statement can see is in the file before.

create or replace function core.part_build()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    parent regclass;
    part record;
    comment_ text;
begin
    foreach parent in array '{core.message,core.inquiry}'::regclass[] loop
        select
            string_agg(
                format('select %s as year, %s from %s as part', p.year, columns.list, p.name),
                E'\nunion all\n' order by p.year
            ) as rows,
            string_agg(
                format('case when pg_relation_size(%L::regclass) > 0 then %s end', p.name, p.year),
                ', ' order by p.year
            ) as years
        into part
        from (
            select
                i.inhrelid::regclass::text as name,
                case substring(i.inhrelid::regclass::text from '[^_]+$')
                    when 'before' then 0
                    when 'after' then 9999
                    else substring(i.inhrelid::regclass::text from '[^_]+$')::int
                end as year
            from pg_inherits as i
            where i.inhparent = parent
        ) as p
        cross join (
            select string_agg(format('part.%I', a.attname), ', ' order by a.attnum) as list
            from pg_attribute as a
            where a.attrelid = parent and a.attnum > 0 and not a.attisdropped
        ) as columns;
        execute format('create or replace view %s_part as %s', parent, part.rows);
        execute format(
            $definition$
            create or replace function %s_years()
            returns int[]
            language sql
            volatile
            begin atomic
                select array_remove(array[%s], null);
            end
            $definition$,
            parent, part.years
        );
        execute format(
            'comment on view %s_part is %L', parent,
            format('The rows of %s, each with the year of its partition. Made by core.part_build().', parent)
        );
        execute format('comment on column %s_part.year is %L', parent,
            'Year of the partition; 0 for the one before all years, 9999 for the one after them.');
        execute format(
            'comment on function %s_years() is %L', parent,
            format('Years of which %s holds rows, for %s_part.', parent, parent)
        );
        for comment_ in
            select format(
                'comment on column %s_part.%I is %L', parent, a.attname,
                col_description(parent, a.attnum)
            )
            from pg_attribute as a
            where a.attrelid = parent and a.attnum > 0 and not a.attisdropped
        loop
            execute comment_;
        end loop;
    end loop;
end
$$;
comment on function core.part_build() is
    'Makes the views core.message_part and core.inquiry_part and the functions that tell which of their years '
    'hold rows; after each change of partitions.';

-- Bounds of these years, for look-ups by a whole key: no other condition is cheaper there. The partitions before
-- and after all years have no year to begin or end with: alone, they are not bounded.
create or replace function core.part_from(years int[])
returns timestamptz
language sql
immutable
begin atomic
    select
        case
            when years[1] in (0, 9999) then '-infinity'
            else make_date(years[1], 1, 1)::timestamp at time zone 'UTC'
        end;
end;
comment on function core.part_from(int[]) is
    'Beginning of the first of some years, as core.message_years() tells them; null of none.';

create or replace function core.part_upto(years int[])
returns timestamptz
language sql
immutable
begin atomic
    select
        case
            when years[cardinality(years)] in (0, 9999) then 'infinity'
            else make_date(years[cardinality(years)] + 1, 1, 1)::timestamp at time zone 'UTC'
        end;
end;
comment on function core.part_upto(int[]) is
    'End of the last of some years, as core.message_years() tells them; null of none.';

select core.part_build() \g /dev/null
