-- core.observed_unit: months in which the sources of a unit were read, by year and in all.
-- grain: unit_kind, unit_id, period
-- reads: core.observed_year, out.actor
with watched as (
    select actor_id, year, observed_months from core.observed_year
),
unit as (
    select 'actor' as unit_kind, actor_id as unit_id, year, observed_months from watched
    union all
    select 'country', actor.country, watched.year, watched.observed_months
    from watched
    join out.actor as actor using (actor_id)
    where actor.country is not null and actor.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
    union all
    select 'world', 'world', watched.year, watched.observed_months
    from watched
    join out.actor as actor using (actor_id)
    where actor.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
)
select unit_kind, unit_id, if(grouping(year) = 1, 'all', year::varchar) as period, sum(observed_months)::bigint as observed_months
from unit
group by grouping sets ((unit_kind, unit_id, year), (unit_kind, unit_id))
order by unit_kind, unit_id, period
