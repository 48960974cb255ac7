-- core.observed_year: months in which a source of an actor was read, by year; whether that holds for every year of the record.
-- grain: actor_id, year
-- reads: core.observed_month
with watched as (
    select actor_id, year(month) as year, count(*) as observed_months, sum(observed_days)::bigint as observed_days
    from core.observed_month
    group by actor_id, year(month)
)
select
    actor_id, year, observed_months, observed_days,
    count(*) over (partition by actor_id) = (select count(distinct year(month)) from core.observed_month) as is_constant_panel
from watched
order by actor_id, year
