-- core.dyad_event: pairs of resolved parties from different countries, one of them subnational, in events of at most five parties.
-- grain: event_id, actor_a, actor_b
-- reads: out.event, out.event_party
with party as (
    select
        party.event_id, party.actor_id, party.country,
        party.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional') as is_unit
    from out.event_party as party
    join out.event as event using (event_id)
    where party.actor_id is not null and event.retracted_at is null and event.n_parties <= 5
)
select a.event_id, a.actor_id as actor_a, b.actor_id as actor_b, a.country as country_a, b.country as country_b
from party as a
join party as b on b.event_id = a.event_id and a.actor_id < b.actor_id
where (a.is_unit or b.is_unit) and coalesce(a.country, a.actor_id) <> coalesce(b.country, b.actor_id)
order by a.event_id, actor_a, actor_b
