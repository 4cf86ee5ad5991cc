-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who speaks for a unit, and whether anybody does; how many residents ask how much. What people entered by
-- pantauctl register, beside what was collected. Words: 47_metrics_officer.sql.

create or replace view metrics.unit_officer as
select
    r.government_id,
    u.government,
    r.unit_id,
    u.unit_code,
    u.unit,
    o.code as officer_code,
    r.role as officer_role,
    o.position as officer_position,
    r.valid_from as officer_from_on,
    r.valid_to as officer_to_on,
    r.decree as officer_decree,
    spoken.accounts,
    case
        -- Also what was registered since activity was last looked at.
        when spoken.accounts is null or not spoken.is_seen then 'not_measurable'
        when spoken.last_wrote_at > state.as_of - interval '28 days' then 'active'
        else 'silent'
    end as state,
    spoken.last_wrote_at,
    spoken.n_messages_28,
    state.as_of
from core.officer_role as r
join core.officer as o on o.government_id = r.government_id and o.officer_id = r.officer_id
join metrics.unit as u on u.government_id = r.government_id and u.unit_id = r.unit_id
left join ops.refresh_state as state on state.view = 'metrics.officer_activity_1'
left join lateral (
    select
        string_agg(a.channel || ':' || coalesce(a.handle, a.external_id), ', ' order by a.channel, a.account_id)
            as accounts,
        bool_and(seen.account_id is not null) as is_seen,
        max(seen.last_wrote_at) as last_wrote_at,
        sum(seen.n_messages_28)::bigint as n_messages_28
    from core.officer_account as held
    join core.account as a on a.government_id = held.government_id and a.account_id = held.account_id
    left join metrics.officer_activity_1 as seen
        on seen.government_id = held.government_id and seen.account_id = held.account_id
    where held.government_id = r.government_id and held.officer_id = r.officer_id
) as spoken on true
where coalesce((state.as_of at time zone u.timezone)::date, 'infinity')
    between r.valid_from and coalesce(r.valid_to, 'infinity');
comment on view metrics.unit_officer is
    'Officers and spokespersons in office on the local day of as_of, by unit: who they are by their position, with which '
    'accounts they speak, and whether they do. No names: contacts are in core_private.';

-- A unit without a spokesperson has a row that says so.
create or replace view metrics.officer_count as
select
    u.government_id,
    u.government,
    u.unit_id,
    u.unit_code,
    u.unit,
    role.officer_role,
    count(o.officer_code) as n_officers,
    count(*) filter (where o.state = 'active') as n_officers_active,
    count(*) filter (where o.state = 'silent') as n_officers_silent,
    count(*) filter (where o.state = 'not_measurable') as n_officers_not_measurable,
    state.as_of
from core.unit as used
join metrics.unit as u on u.government_id = used.government_id and u.unit_id = used.unit_id
cross join (values ('leader'), ('head'), ('admin'), ('spokesperson')) as role (officer_role)
left join ops.refresh_state as state on state.view = 'metrics.officer_activity_1'
left join metrics.unit_officer as o
    on o.government_id = u.government_id and o.unit_id = u.unit_id and o.officer_role = role.officer_role
where used.active_to is null
group by u.government_id, u.government, u.unit_id, u.unit_code, u.unit, role.officer_role, state.as_of;
comment on view metrics.officer_count is
    'How many officers of each role a unit in use has, and how many of them are active: one row per unit and role, zeros '
    'where it has none. The officers themselves: metrics.unit_officer.';

create or replace view metrics.demand as
select
    r.government_id,
    r.government,
    r.unit_id,
    r.unit_code,
    r.unit,
    r.channel,
    r.window_days,
    r.n,
    coalesce(every.n, 0) as n_all,
    r.residents,
    served.valid_from as residents_from_on,
    served.source as residents_source,
    r.n_per_10000,
    10000.0::float8 * coalesce(every.n, 0) / r.residents as n_all_per_10000,
    r.poll_coverage,
    r.as_of
from metrics.response as r
join core.government as g on g.government_id = r.government_id
left join metrics.response_rolling_all as every
    on every.government_id = r.government_id and every.unit_id = r.unit_id and every.scope = 'own'
    and every.channel = r.channel and every.opener = 'all' and every.population = 'all'
    and every.clock = 'calendar' and every.window_days = r.window_days
left join lateral (
    select p.valid_from, p.source
    from core.population as p
    where p.government_id = r.government_id and p.unit_id = r.unit_id
        and p.valid_from <= (r.as_of at time zone g.timezone)::date
    order by p.valid_from desc
    limit 1
) as served on true;
comment on view metrics.demand is
    'How much is asked of a unit for the people it serves: one row per unit (0 = whole government), channel (or all) '
    'and window, as in metrics.response. Residents are entered for each unit (pantauctl register population); a unit without '
    'them has no rate, never its government''s.';

select metrics.apply_column_doc();
