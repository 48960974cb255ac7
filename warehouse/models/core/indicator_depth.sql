-- core.indicator_depth: instruments that bind partners by meetings, and intents that were followed through (I4).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.unit_event, core.dyad_event, out.event, out.document
with act as (
    select
        unit.unit_kind, unit.unit_id, unit.year, grouping(unit.year) as is_all,
        count(*) filter (where event.type_code in ('twinning', 'accord', 'renewal')) as deep,
        count(*) filter (where event.type_code in ('visit', 'mission', 'courtesy_call', 'talks', 'forum')) as meetings
    from core.unit_event as unit
    join out.event as event using (event_id)
    group by grouping sets ((unit.unit_kind, unit.unit_id, unit.year), (unit.unit_kind, unit.unit_id))
),
known as (
    select cast(max(recorded_at) as date) as until from out.document
),
pair as (
    select pair.event_id, pair.actor_a, pair.actor_b, event.type_code, first_day(coalesce(event.event_on, event.published_on)) as day
    from core.dyad_event as pair
    join out.event as event using (event_id)
    where event.is_contact and event.type_code in ('intent', 'twinning', 'accord')
),
intent as (
    select intent.event_id, bool_or(later.event_id is not null) as is_followed
    from pair as intent
    cross join known
    left join pair as later
        on later.actor_a = intent.actor_a and later.actor_b = intent.actor_b and later.type_code <> 'intent'
        and later.day >= intent.day and later.day <= intent.day + interval 24 month
    where intent.type_code = 'intent' and intent.day <= known.until - interval 24 month
    group by intent.event_id
),
follow as (
    select
        unit.unit_kind, unit.unit_id, unit.year, grouping(unit.year) as is_all, count(*) as n,
        count(*) filter (where intent.is_followed) as followed
    from core.unit_event as unit
    join intent using (event_id)
    group by grouping sets ((unit.unit_kind, unit.unit_id, unit.year), (unit.unit_kind, unit.unit_id))
),
value as (
    select unit_kind, unit_id, year, is_all, 'depth' as series_code, deep / meetings as value, deep + meetings as n from act where meetings > 0
    union all
    select unit_kind, unit_id, year, is_all, 'follow_through', followed / n, n from follow
)
select
    'I4' as indicator_code, unit_kind, unit_id, if(is_all = 1, 'all', year::varchar) as period, series_code, value, null::double as lower,
    null::double as upper, n
from value
where is_all = 1 or year is not null
