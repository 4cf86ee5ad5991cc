-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Agreement of people, and precision and recall of rules, with their intervals: functions of numbers alone.

-- Wilson 1927; side -1 the lower end of the 95 % interval, 1 the upper.
create or replace function metrics.wilson(successes float8, trials float8, side int)
returns float8
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case when trials > 0 then
    least(1, greatest(0,
        (successes + power(1.959964, 2) / 2 + side * 1.959964
            * sqrt(successes * (trials - successes) / trials + power(1.959964, 2) / 4))
        / (trials + power(1.959964, 2))
    ))
end;
comment on function metrics.wilson(float8, float8, int) is
    'An end of the 95 % interval of a share by Wilson: -1 the lower, 1 the upper; null without trials.';

-- Cohen 1960; the variance of Fleiss, Cohen and Everitt 1969, which holds for any agreement.
create or replace function metrics.cohen_kappa(
    one text[],
    two text[],
    out n bigint,
    out agreement float8,
    out kappa float8,
    out kappa_low float8,
    out kappa_high float8
)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
begin atomic
    with
    pair as materialized (
        select u.a, u.b
        from unnest(one, two) as u (a, b)
        where u.a is not null and u.b is not null
    ),
    -- In decimals: what remains where all cancels would have a root.
    total as (select count(*)::numeric as n from pair),
    cell as (
        select pair.a, pair.b, count(*) / total.n as p
        from pair
        cross join total
        group by pair.a, pair.b, total.n
    ),
    margin_one as (select cell.a as word, sum(cell.p) as p from cell group by cell.a),
    margin_two as (select cell.b as word, sum(cell.p) as p from cell group by cell.b),
    base as (
        select
            coalesce(sum(cell.p) filter (where cell.a = cell.b), 0) as po,
            (
                select coalesce(sum(o.p * t.p), 0)
                from margin_one as o
                join margin_two as t on t.word = o.word
            ) as pe
        from cell
    ),
    spread as (
        select
            coalesce(sum(
                cell.p * power((1 - base.pe) - (coalesce(row_.p, 0) + coalesce(column_.p, 0)) * (1 - base.po), 2)
            ) filter (where cell.a = cell.b), 0)
            + power(1 - min(base.po), 2) * coalesce(sum(
                cell.p * power(coalesce(across.p, 0) + coalesce(down.p, 0), 2)
            ) filter (where cell.a <> cell.b), 0)
            - power(min(base.po) * min(base.pe) - 2 * min(base.pe) + min(base.po), 2) as inside
        from cell
        cross join base
        left join margin_one as row_ on row_.word = cell.a
        left join margin_two as column_ on column_.word = cell.b
        -- of a cell off the diagonal: how often the second said the first's word, and the first the second's
        left join margin_two as across on across.word = cell.a
        left join margin_one as down on down.word = cell.b
    ),
    result as (
        select
            total.n,
            base.po,
            case when total.n > 0 then (base.po - base.pe) / nullif(1 - base.pe, 0) end as kappa,
            sqrt(greatest(0, round(spread.inside, 15)) / nullif(total.n, 0)) / nullif(power(1 - base.pe, 2), 0) as se
        from total
        cross join base
        cross join spread
    )
    select
        r.n::bigint,
        case when r.n > 0 then round(r.po, 15)::float8 end,
        round(r.kappa, 15)::float8,
        -- greatest() and least() would take -1 and 1 for a null.
        case when r.kappa is not null then greatest(-1, r.kappa - 1.959964 * r.se)::float8 end,
        case when r.kappa is not null then least(1, r.kappa + 1.959964 * r.se)::float8 end
    from result as r;
end;
comment on function metrics.cohen_kappa(text[], text[]) is
    'Agreement of two people about the same things: pairs, share on which they agree, Cohen''s kappa and its 95 % interval. '
    'Kappa is null where both used one and the same word throughout.';

-- Of a sample stratified by verdict, recall of one verdict: what is found of all there is. hit and miss are estimated totals
-- with their variances; an interval on the scale of log odds stays between 0 and 1. Where no miss, or no hit, was
-- drawn, the bound is that with as many as Wilson's interval allows.
create or replace function metrics.stratified_recall(
    hits float8,
    hits_variance float8,
    hits_most float8,
    misses float8,
    misses_variance float8,
    misses_most float8,
    side int
)
returns float8
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when hits + misses = 0 then null
    when side = 0 then hits / (hits + misses)
    when misses = 0 then case when side < 0 then hits / (hits + misses_most) else 1 end
    when hits = 0 then case when side < 0 then 0 else hits_most / (hits_most + misses) end
    else 1 / (1 + exp(
        ln(misses / hits)
            - side * 1.959964 * sqrt(hits_variance / power(hits, 2) + misses_variance / power(misses, 2))
    ))
end;
comment on function metrics.stratified_recall(float8, float8, float8, float8, float8, float8, int) is
    'Share found of all there is, from estimated totals of hits and misses: side 0 the share, -1 and 1 the ends of its 95 % '
    'interval; null where neither was drawn.';
