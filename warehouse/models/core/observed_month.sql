-- core.observed_month: days on which a source of an actor was read, by month.
-- grain: actor_id, month
-- reads: ops.source_day
select actor_id, cast(date_trunc('month', day) as date) as month, count(distinct day) as observed_days
from ops.source_day
where actor_id is not null and status <> 'failed'
group by actor_id, cast(date_trunc('month', day) as date)
order by actor_id, month
