-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Between which two exports a case changed its state. An export has no time of it: the state that it shows was
-- reached before it was made, and after the last one that showed another.

create or replace function core.complaint_states(
    government_id int,
    account_id int,
    states jsonb,
    seen_upto timestamptz,
    seen_by timestamptz
)
returns setof text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    keys text[] := array(select k from jsonb_object_keys(states) as k order by k);
begin
    insert into core.complaint_state as s
        (government_id, account_id, complaint_external_id, status_raw, seen_by, seen_upto)
    select
        complaint_states.government_id,
        complaint_states.account_id,
        u.key,
        u.value,
        complaint_states.seen_by,
        complaint_states.seen_upto
    from jsonb_each_text(states) as u
    where u.value is not null
    order by u.key
    on conflict on constraint complaint_state_pkey do update set
        seen_by = least(s.seen_by, excluded.seen_by),
        seen_upto = greatest(s.seen_upto, excluded.seen_upto)
    where excluded.seen_by < s.seen_by or excluded.seen_upto > s.seen_upto;
    return query
    update core.complaint_event as e
    set at_earliest = least(n.at_earliest, e.at_latest)
    from (
        select
            s.complaint_external_id,
            s.status_raw,
            s.seen_by,
            -- of a state that comes again, what was seen of it later says nothing of this one
            coalesce(
                greatest(
                    c.received_at,
                    (
                        select max(o.seen_upto)
                        from core.complaint_state as o
                        where o.government_id = s.government_id
                            and o.account_id = s.account_id
                            and o.complaint_external_id = s.complaint_external_id
                            and o.status_raw <> s.status_raw
                            and o.seen_upto <= s.seen_by
                            and o.seen_by < s.seen_by
                    )
                ),
                s.seen_by
            ) as at_earliest
        from core.complaint_state as s
        join core.complaint as c
            on c.government_id = s.government_id
            and c.account_id = s.account_id
            and c.external_id = s.complaint_external_id
        where s.government_id = complaint_states.government_id
            and s.account_id = complaint_states.account_id
            and s.complaint_external_id = any (keys)
    ) as n
    where e.government_id = complaint_states.government_id
        and e.account_id = complaint_states.account_id
        and e.complaint_external_id = n.complaint_external_id
        and e.rule = 'status.1'
        and e.precision_s is null
        and e.text = n.status_raw
        -- else a poll saw it sooner than any export
        and e.at_latest = n.seen_by
        and e.at_earliest <> least(n.at_earliest, e.at_latest)
    returning e.complaint_external_id;
end
$$;
comment on function core.complaint_states(int, int, jsonb, timestamptz, timestamptz) is
    'Notes the states in which an export shows cases ({"tracking id": "state"}), made between two moments, and '
    'narrows the events that only exports show; returns the cases of these. Notes in any order give the same. '
    'The caller holds the feed''s lock, and derives.';
