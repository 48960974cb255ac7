-- core.unit_event: contacts of every actor, of the subnational units of every country, and of the world.
-- grain: unit_kind, unit_id, event_id
-- reads: core.contact_event
select 'actor' as unit_kind, actor_id as unit_id, event_id, country, occasion_id, year
from core.contact_event
union all
select distinct 'country', country, event_id, country, occasion_id, year
from core.contact_event
where not is_network and country is not null
union all
select distinct 'world', 'world', event_id, null, occasion_id, year
from core.contact_event
