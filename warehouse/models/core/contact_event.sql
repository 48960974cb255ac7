-- core.contact_event: contacts with their year and month, one row per resolved subnational or network party.
-- grain: event_id, actor_id
-- reads: out.event, out.event_party, out.event_national
with relation as (
    select event_id, country, arg_min(relation, relation_strength(relation)) as relation
    from out.event_national
    where country is not null
    group by event_id, country
),
party as (
    select event_id, actor_id, country, level = 'network' as is_network, roles
    from out.event_party
    where actor_id is not null and level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional', 'network')
)
select
    event.event_id, party.actor_id, party.country, party.is_network, event.occasion_id,
    event.instrument_code is not null and event.instrument_code <> 'oral_or_none' as is_instrument,
    event.event_on is not null as is_dated,
    coalesce(relation.relation, 'not_mentioned') as own_relation,
    list_contains(party.roles, 'guest') as is_guest,
    list_contains(party.roles, 'host') as is_host,
    list_contains(party.roles, 'initiator') as is_initiator,
    placed_in_year(event.event_on, event.published_on) as year,
    cast(date_trunc('month', placed_on(event.event_on, event.published_on)) as date) as month
from party
join out.event as event using (event_id)
left join relation using (event_id, country)
where event.is_contact
order by event.event_id, party.actor_id
