-- out.network_year: transnational networks by year.
-- grain: actor_id, year
-- reads: core.contact_event, core.observed_year, core.spell, out.actor, out.event_party
with network as (
    select actor_id from out.actor where level = 'network'
),
act as (
    select
        contact.actor_id, contact.year, count(distinct contact.event_id) as events,
        count(distinct other.actor_id) filter (where other.actor_id <> contact.actor_id) as participants
    from core.contact_event as contact
    left join out.event_party as other using (event_id)
    where contact.is_network and contact.year is not null
    group by contact.actor_id, contact.year
),
joined as (
    select
        actor_b as actor_id, left(started_on, 4)::bigint as year,
        count(*) filter (where state = 'member') as members_joined,
        count(*) filter (where state = 'left') as members_left
    from core.spell
    where spell_kind = 'membership'
    group by actor_b, left(started_on, 4)::bigint
),
period as (
    select actor_id, year from act
    union
    select actor_id, year from joined
    union
    select actor_id, year from core.observed_year
)
select
    network.actor_id, period.year, coalesce(act.events, 0) as events, coalesce(act.participants, 0) as participants,
    coalesce(joined.members_joined, 0) as members_joined, coalesce(joined.members_left, 0) as members_left,
    coalesce(observed.observed_months, 0) as observed_months
from network
join period using (actor_id)
left join act using (actor_id, year)
left join joined using (actor_id, year)
left join core.observed_year as observed using (actor_id, year)
order by network.actor_id, period.year
