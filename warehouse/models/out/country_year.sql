-- out.country_year: contacts of the subnational units of each country with a watched unit, by year.
-- grain: country, year
-- reads: core.contact_event, core.observed_year, out.actor
with unit as (
    select actor_id, country from out.actor
    where country is not null and level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
),
watched as (
    select
        unit.country, observed.year, count(*) as watched_units, sum(observed.observed_months)::bigint as observed_months,
        count(*) filter (where observed.is_constant_panel) as constant_units,
        coalesce(sum(observed.observed_months) filter (where observed.is_constant_panel), 0)::bigint as constant_months
    from core.observed_year as observed
    join unit using (actor_id)
    group by unit.country, observed.year
),
constant as (
    select distinct actor_id from core.observed_year where is_constant_panel
),
contact as (
    select
        contact.country, contact.year, count(distinct contact.occasion_id) as contacts, count(distinct contact.event_id) as events,
        count(distinct contact.event_id) filter (where contact.is_instrument) as instruments, count(distinct contact.actor_id) as active_units,
        count(distinct contact.occasion_id) filter (where contact.is_dated) as contacts_dated,
        count(distinct contact.occasion_id) filter (where constant.actor_id is not null) as constant_contacts
    from core.contact_event as contact
    left join constant using (actor_id)
    where not contact.is_network and contact.country is not null
    group by contact.country, contact.year
)
select
    watched.country, watched.year, coalesce(contact.contacts, 0) as contacts, coalesce(contact.events, 0) as events,
    coalesce(contact.instruments, 0) as instruments, coalesce(contact.active_units, 0) as active_units, watched.watched_units,
    watched.observed_months, coalesce(contact.contacts_dated, 0) as contacts_dated, watched.constant_units,
    coalesce(contact.constant_contacts, 0) as constant_contacts, watched.constant_months
from watched
left join contact using (country, year)
order by watched.country, watched.year
