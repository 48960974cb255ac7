-- out.actor: resolved parties of events and publishers of watched sources; what the gazetteer says of them wins.
-- grain: actor_id
-- reads: out.event, out.event_party, out.source_day, core.actor
with told as (
    select
        party.actor_id,
        arg_min(party.name, party.event_id) as name,
        arg_min(party.level, party.event_id) as level,
        arg_min(party.kind, party.event_id) filter (where party.kind is not null) as kind,
        arg_min(party.country, party.event_id) filter (where party.country is not null) as country,
        arg_min(party.iso_3166_2, party.event_id) filter (where party.iso_3166_2 is not null) as iso_3166_2,
        count(*) filter (where event.retracted_at is null) as n_events
    from out.event_party as party
    join out.event as event using (event_id)
    where party.actor_id is not null
    group by party.actor_id
),
watched as (
    select distinct actor_id from out.source_day where actor_id is not null and status <> 'failed'
)
select
    actor_id, coalesce(known.name, told.name) as name, coalesce(known.level, told.level) as level, coalesce(known.kind, told.kind) as kind,
    coalesce(known.country, told.country) as country, coalesce(known.iso_3166_2, told.iso_3166_2) as iso_3166_2, known.geonames_id,
    known.wikidata_qid, coalesce(known.also_local, false) as also_local, watched.actor_id is not null as is_watched,
    coalesce(told.n_events, 0) as n_events
from told
full join watched using (actor_id)
left join core.actor as known using (actor_id)
where coalesce(known.name, told.name) is not null
order by actor_id
