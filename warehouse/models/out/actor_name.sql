-- out.actor_name: names of actors as the gazetteer and the pages write them.
-- grain: actor_id, name
-- reads: out.actor, out.event_party, core.actor
with form as (
    select actor_id, name from out.actor
    union
    select known.actor_id, unnest(known.names) from core.actor as known join out.actor as actor using (actor_id)
    union
    select party.actor_id, party.mention from out.event_party as party where party.mention is not null and party.actor_id is not null
)
select form.actor_id, form.name, name_key(form.name) as name_key
from form
where form.name is not null and name_key(form.name) <> ''
order by form.actor_id, form.name
