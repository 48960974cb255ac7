-- out.dyad_month: contacts of each dyad in every month in which one side at least was watched.
-- grain: actor_a, actor_b, month
-- reads: core.dyad_event, core.observed_month, out.event
with dyad as (
    select
        actor_a, actor_b, min(country_a) as country_a, min(country_b) as country_b, row_number() over (order by actor_a, actor_b) as dyad_number
    from core.dyad_event
    group by actor_a, actor_b
),
watched as (
    select dyad.dyad_number, observed.month, observed.observed_days as days_a, 0 as days_b
    from dyad join core.observed_month as observed on observed.actor_id = dyad.actor_a
    union all
    select dyad.dyad_number, observed.month, 0, observed.observed_days
    from dyad join core.observed_month as observed on observed.actor_id = dyad.actor_b
),
period as (
    select dyad_number, month, sum(days_a)::bigint as observed_days_a, sum(days_b)::bigint as observed_days_b
    from watched
    group by dyad_number, month
),
occasion as (
    select
        dyad.dyad_number, cast(date_trunc('month', placed_on(event.event_on, event.published_on)) as date) as month,
        bool_or(event.event_on is not null) as is_dated,
        count(*) as events,
        count(*) filter (where event.instrument_code <> 'oral_or_none') as instruments
    from core.dyad_event as pair
    join dyad using (actor_a, actor_b)
    join out.event as event using (event_id)
    where event.is_contact
    group by dyad.dyad_number, month, event.occasion_id
),
contact as (
    select
        dyad_number, month, count(*) as contacts, count(*) filter (where is_dated) as contacts_dated, sum(events)::bigint as events,
        sum(instruments)::bigint as instruments
    from occasion
    group by dyad_number, month
)
select
    dyad.actor_a, dyad.actor_b, dyad.country_a, dyad.country_b, period.month, coalesce(contact.contacts, 0) as contacts, coalesce(contact.events, 0) as events,
    coalesce(contact.instruments, 0) as instruments, period.observed_days_a, period.observed_days_b,
    coalesce(contact.contacts_dated, 0) as contacts_dated
from period
join dyad using (dyad_number)
left join contact using (dyad_number, month)
order by dyad_number, period.month
