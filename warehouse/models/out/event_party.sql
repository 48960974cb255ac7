-- out.event_party: parties of each event over its reports; of an event that is retracted, over its last reports.
-- grain: event_id, actor_id, name, country
-- reads: out.event, core.event_report, core.report_party
with membership as (
    select
        held.event_id, held.report_id, held.revision_id, held.codebook_version,
        row_number() over (order by held.recorded_at, held.report_id) as report_rank
    from core.event_report as held
    join out.event as event using (event_id)
    where held.retracted_at is null or held.retracted_at = event.retracted_at
),
party as (
    select
        membership.event_id, party.*,
        coalesce(party.actor_id, '~' || name_key(party.name) || '|' || coalesce(party.country, '')) as actor_key,
        membership.report_rank * 100000 + party.party_rank as seq
    from membership
    join core.report_party as party using (report_id, revision_id, codebook_version)
),
named as (
    select
        event_id, any_value(actor_id) as actor_id,
        arg_min({'name': name, 'level': level}, seq) as first_told,
        arg_min(mention, seq) filter (where mention is not null) as mention,
        arg_min(kind, seq) filter (where kind is not null) as kind,
        arg_min(country, seq) filter (where country is not null) as country,
        arg_min(iso_3166_2, seq) filter (where iso_3166_2 is not null) as iso_3166_2,
        list_sort(list_distinct(flatten(list(roles)))) as roles,
        bool_or(is_publisher) as is_publisher
    from party
    group by event_id, actor_key
)
select
    event_id, actor_id, first_told.name as name, mention, first_told.level as level, kind, country, iso_3166_2, roles, is_publisher
from named
order by event_id, actor_id, name, country
