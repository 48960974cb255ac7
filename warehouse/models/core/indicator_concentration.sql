-- core.indicator_concentration: how unevenly the occasions spread over the watched units of a tier, zeros included (I8).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.unit_occasion, core.observed_unit, out.actor
with occasion as (
    select unit_id as actor_id, if(grouping(year) = 1, 'all', year::varchar) as period, count(*) as occasions
    from core.unit_occasion
    where unit_kind = 'actor'
    group by grouping sets ((unit_id, year), (unit_id))
),
unit as (
    select actor.actor_id, actor.country, actor.level, observed.period, coalesce(occasion.occasions, 0) as occasions
    from core.observed_unit as observed
    join out.actor as actor on actor.actor_id = observed.unit_id
    left join occasion on occasion.actor_id = observed.unit_id and occasion.period = observed.period
    where observed.unit_kind = 'actor' and actor.country is not null
      and actor.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
),
tier as (
    select 'country' as unit_kind, country as unit_id, period, level, list(occasions) as amounts from unit group by country, period, level
    union all
    select 'world', 'world', period, level, list(occasions) from unit group by period, level
)
select
    'I8' as indicator_code, unit_kind, unit_id, period, index.name || '_' || level as series_code, index.value as value, null::double as lower,
    null::double as upper, len(amounts) as n
from tier
cross join unnest([
    {'name': 'gini', 'value': gini(amounts)}, {'name': 'hhi', 'value': hhi(amounts)}, {'name': 'top10', 'value': top_share(amounts, 10)}
]) as listed (index)
where len(amounts) >= 2 and list_sum(amounts) > 0
