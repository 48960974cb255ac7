-- out.dyad_year: contacts of each dyad in every year in which one side at least was watched.
-- grain: actor_a, actor_b, year
-- reads: core.dyad_event, core.observed_year, out.event
with dyad as (
    select actor_a, actor_b, min(country_a) as country_a, min(country_b) as country_b
    from core.dyad_event
    group by actor_a, actor_b
),
watched as (
    select dyad.actor_a, dyad.actor_b, observed.year, observed.observed_days as days_a, 0 as days_b, observed.is_constant_panel
    from dyad join core.observed_year as observed on observed.actor_id = dyad.actor_a
    union all
    select dyad.actor_a, dyad.actor_b, observed.year, 0, observed.observed_days, observed.is_constant_panel
    from dyad join core.observed_year as observed on observed.actor_id = dyad.actor_b
),
period as (
    select
        actor_a, actor_b, year, sum(days_a)::bigint as observed_days_a, sum(days_b)::bigint as observed_days_b,
        bool_or(is_constant_panel) as is_constant_panel
    from watched
    group by actor_a, actor_b, year
),
occasion as (
    select
        pair.actor_a, pair.actor_b, placed_in_year(event.event_on, event.published_on) as year,
        bool_or(event.event_on is not null) as is_dated,
        count(*) as events,
        count(*) filter (where event.instrument_code <> 'oral_or_none') as instruments
    from core.dyad_event as pair
    join out.event as event using (event_id)
    where event.is_contact
    group by pair.actor_a, pair.actor_b, year, event.occasion_id
),
contact as (
    select
        actor_a, actor_b, year, count(*) as contacts, count(*) filter (where is_dated) as contacts_dated, sum(events)::bigint as events,
        sum(instruments)::bigint as instruments
    from occasion
    group by actor_a, actor_b, year
)
select
    actor_a, actor_b, dyad.country_a, dyad.country_b, year, coalesce(contact.contacts, 0) as contacts, coalesce(contact.events, 0) as events,
    coalesce(contact.instruments, 0) as instruments, period.observed_days_a, period.observed_days_b,
    coalesce(contact.contacts_dated, 0) as contacts_dated, period.is_constant_panel
from period
join dyad using (actor_a, actor_b)
left join contact using (actor_a, actor_b, year)
order by actor_a, actor_b, year
