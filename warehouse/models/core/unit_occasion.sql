-- core.unit_occasion: occasions of every actor, of the subnational units of every country, and of the world.
-- grain: unit_kind, unit_id, occasion_id
-- reads: core.contact_event, out.event, out.event_party
-- note: an occasion that lasts over New Year counts in the year it began.
with party as (
    -- Even numbers: the state had this part; odd ones: with it the tie ended.
    select contact.*, event.channel, relation_strength(contact.own_relation) * 2 + (event.type_code = 'termination')::bigint as part
    from core.contact_event as contact
    join out.event as event using (event_id)
),
unit as (
    select 'actor' as unit_kind, actor_id as unit_id, * from party
    union all
    select 'country', country, * from party where not is_network and country is not null
),
occasion as (
    select
        unit_kind, unit_id, occasion_id, min(year) as year,
        if(min(channel) = max(channel), min(channel), 'mixed') as channel,
        relation_of(min(part) // 2) as own_relation,
        min(part) % 2 = 1 as is_ended,
        bool_or(is_guest) as is_guest, bool_or(is_host) as is_host, bool_or(is_initiator) as is_initiator
    from unit
    group by unit_kind, unit_id, occasion_id
),
whole as (
    select
        occasion_id, min(placed_in_year(event_on, published_on)) as year, if(min(channel) = max(channel), min(channel), 'mixed') as channel
    from out.event
    where event_id in (select event_id from core.contact_event)
    group by occasion_id
),
initiated as (
    select distinct event.occasion_id
    from out.event as event
    join out.event_party as party using (event_id)
    where event.is_contact and list_contains(party.roles, 'initiator')
)
select occasion.*, initiated.occasion_id is not null as has_initiator
from occasion
left join initiated using (occasion_id)
union all
select
    'world', 'world', whole.occasion_id, whole.year, whole.channel, null, false, false, false, false, initiated.occasion_id is not null
from whole
left join initiated using (occasion_id)
