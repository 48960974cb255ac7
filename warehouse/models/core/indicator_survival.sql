-- core.indicator_survival: Kaplan-Meier survival of twinnings and accords by whole years since conclusion (I12).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: out.tie, out.event, out.document
-- note: a tie enters at the age at which it was first told, since ties that ended before could not be told; endings known to the year count at the year's age.
with known as (
    select cast(max(recorded_at) as date) as until from out.document
),
tie as (
    select
        tie_kind, actor_a, actor_b, tie_number,
        min(first_day(started_on)) filter (where state in ('in_force', 'renewed')) as began,
        min(first_day(started_on)) filter (where state in ('terminated', 'expired', 'annulled')) as ended,
        min(first_day(started_on)) filter (where state = 'dormant') as silent,
        bool_or(is_left_truncated) as is_left_truncated,
        arg_min(started_by, first_day(started_on)) filter (where state in ('in_force', 'renewed')) as begun_by
    from out.tie
    group by tie_kind, actor_a, actor_b, tie_number
),
life as (
    select
        tie.tie_kind, ending.series_code,
        greatest(0, year(coalesce(first_day(event.published_on), cast(event.recorded_at as date))) - year(tie.began)) as entry,
        year(least(known.until, coalesce(tie.ended, known.until), coalesce(ending.day, known.until))) - year(tie.began) as age,
        ending.day is not null and ending.day <= least(known.until, coalesce(tie.ended, known.until)) as has_failed
    from tie
    cross join known
    cross join unnest([
        {'series_code': 'terminated', 'day': tie.ended}, {'series_code': 'dormant', 'day': tie.silent}
    ]) as listed (ending)
    join out.event as event on event.event_id = tie.begun_by
    where tie.began is not null and not tie.is_left_truncated and tie.began <= known.until
),
age as (
    select tie_kind, series_code, unnest(range(0, max(age) + 1)) as age from life group by tie_kind, series_code
),
risk as (
    select
        age.tie_kind, age.series_code, age.age,
        count(*) filter (where life.entry <= age.age and life.age >= age.age) as at_risk,
        count(*) filter (where life.has_failed and life.age = age.age and life.entry <= age.age) as failed
    from age
    join life using (tie_kind, series_code)
    group by age.tie_kind, age.series_code, age.age
)
select
    'I12' as indicator_code, 'tie_kind' as unit_kind, tie_kind as unit_id, age::varchar as period, series_code,
    case
        when bool_or(at_risk > 0 and failed = at_risk) over ages then 0
        else exp(cast(sum(cast(ln(1 - if(failed < at_risk, failed / at_risk, 0)) as decimal(38, 12))) over ages as double))
    end as value,
    null::double as lower, null::double as upper, at_risk as n
from risk
window ages as (partition by tie_kind, series_code order by age rows between unbounded preceding and current row)
