-- core.indicator_rate: contact rates over observed months (I1) and dyadic counts (I2).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.contact_event, core.observed_month, core.observed_year, core.dyad_event, out.actor, out.event, ref.event_type
with watched as (
    select
        observed.actor_id, observed.year, observed.observed_months, observed.is_constant_panel, actor.country,
        actor.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional') as is_unit
    from core.observed_year as observed
    join out.actor as actor using (actor_id)
),
counted as (
    select
        contact.actor_id, year(contact.month) as year, count(distinct contact.occasion_id) as occasions,
        count(distinct contact.occasion_id) filter (where contact.is_dated) as dated
    from core.contact_event as contact
    join core.observed_month as observed using (actor_id, month)
    group by contact.actor_id, year(contact.month)
),
actor_rate as (
    select watched.*, coalesce(counted.occasions, 0) as occasions, coalesce(counted.dated, 0) as dated
    from watched
    left join counted using (actor_id, year)
),
unit as (
    select 'actor' as unit_kind, actor_id as unit_id, year, observed_months, false as is_constant_panel, occasions, dated from actor_rate
    union all
    select 'country', country, year, observed_months, is_constant_panel, occasions, dated from actor_rate where is_unit and country is not null
    union all
    select 'world', 'world', year, observed_months, is_constant_panel, occasions, dated from actor_rate where is_unit
),
rate as (
    select
        unit_kind, unit_id, if(grouping(year) = 1, 'all', year::varchar) as period,
        sum(occasions)::bigint as occasions, sum(dated)::bigint as dated, sum(observed_months) as months,
        coalesce(sum(occasions) filter (where is_constant_panel), 0)::bigint as constant_occasions,
        sum(observed_months) filter (where is_constant_panel) as constant_months
    from unit
    group by grouping sets ((unit_kind, unit_id, year), (unit_kind, unit_id))
),
pair as (
    select
        pair.actor_a || '|' || pair.actor_b as unit_id, event.occasion_id, event.event_id, coalesce(type.weight, 1) as weight,
        placed_in_year(event.event_on, event.published_on) as year
    from core.dyad_event as pair
    join out.event as event using (event_id)
    left join ref.event_type as type using (type_code)
    where event.is_contact
),
dyad as (
    select
        unit_id, year, grouping(year) as is_all, count(distinct occasion_id) as contacts, cast(sum(cast(weight as decimal(18, 6))) as double) as weighted, count(*) as events
    from pair
    group by grouping sets ((unit_id, year), (unit_id))
)
select
    'I1' as indicator_code, unit_kind, unit_id, period, 'all' as series_code, occasions / months as value, null::double as lower,
    null::double as upper, occasions as n
from rate
union all
select 'I1', unit_kind, unit_id, period, 'dated', dated / months, null, null, dated from rate
union all
select 'I1', unit_kind, unit_id, period, 'constant_panel', constant_occasions / constant_months, null, null, constant_occasions
from rate
where constant_months is not null
union all
select 'I2', 'dyad', unit_id, if(is_all = 1, 'all', year::varchar), 'contacts', contacts, null, null, contacts
from dyad
where is_all = 1 or year is not null
union all
select 'I2', 'dyad', unit_id, if(is_all = 1, 'all', year::varchar), 'weighted', weighted, null, null, events
from dyad
where is_all = 1 or year is not null
