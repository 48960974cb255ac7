-- core.contact_event: contacts with their year and month, one row per resolved subnational or network party.
-- grain: event_id, actor_id
-- reads: out.event, out.event_party
select
    event.event_id, party.actor_id, min(party.country) as country, bool_or(party.level = 'network') as is_network,
    any_value(event.occasion_id) as occasion_id,
    any_value(event.instrument_code <> 'oral_or_none') is true as is_instrument,
    any_value(placed_in_year(event.event_on, event.published_on)) as year,
    any_value(cast(date_trunc('month', placed_on(event.event_on, event.published_on)) as date)) as month
from out.event as event
join out.event_party as party using (event_id)
where event.is_contact and party.actor_id is not null
  and party.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional', 'network')
group by event.event_id, party.actor_id
order by event.event_id, party.actor_id
