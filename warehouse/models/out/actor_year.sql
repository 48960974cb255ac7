-- out.actor_year: contacts of each watched actor by year, zeros included.
-- grain: actor_id, year
-- reads: core.contact_event, core.observed_year, out.actor, out.event_party
with occasion as (
    select actor_id, year, count(*) as events, count(*) filter (where is_instrument) as instruments, bool_or(is_dated) as is_dated
    from core.contact_event
    where year is not null
    group by actor_id, year, occasion_id
),
contact as (
    select
        actor_id, year, count(*) as contacts, sum(events)::bigint as events, sum(instruments)::bigint as instruments,
        count(*) filter (where is_dated) as contacts_dated
    from occasion
    group by actor_id, year
),
partner as (
    select
        own.actor_id, own.year,
        count(distinct other.country) filter (where other.country is distinct from own.country) as partner_countries,
        count(distinct other.actor_id) as partners
    from core.contact_event as own
    join out.event_party as other on other.event_id = own.event_id and other.actor_id is distinct from own.actor_id
    where coalesce(other.country, '') <> coalesce(own.country, '')
    group by own.actor_id, own.year
)
select
    observed.actor_id, actor.country, observed.year, coalesce(contact.contacts, 0) as contacts, coalesce(contact.events, 0) as events,
    coalesce(contact.instruments, 0) as instruments, coalesce(partner.partner_countries, 0) as partner_countries,
    coalesce(partner.partners, 0) as partners, observed.observed_months, observed.is_constant_panel,
    coalesce(contact.contacts_dated, 0) as contacts_dated
from core.observed_year as observed
join out.actor as actor using (actor_id)
left join contact using (actor_id, year)
left join partner using (actor_id, year)
order by observed.actor_id, observed.year
