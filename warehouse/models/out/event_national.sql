-- out.event_national: part of the national states in each event, seen from the unit that reported it first.
-- grain: event_id, report_id, side, relation, country
-- reads: out.event, core.event_report, core.report_national, core.report_party, raw.document
with national_event as (
    select distinct held.event_id
    from core.event_report as held
    semi join core.report_national as national
        on national.report_id = held.report_id and national.revision_id = held.revision_id and national.codebook_version = held.codebook_version
),
membership as (
    select
        held.event_id, held.report_id, held.revision_id, held.codebook_version,
        row_number() over (partition by held.event_id order by held.recorded_at, held.report_id) as seq
    from core.event_report as held
    join out.event as event using (event_id)
    where (held.retracted_at is null or held.retracted_at = event.retracted_at) and held.event_id in (select event_id from national_event)
),
home as (
    select
        membership.event_id, membership.report_id, membership.seq,
        coalesce(
            arg_min(party.country, party.party_rank) filter (where party.is_publisher or party.actor_id = document.publisher_actor_id),
            arg_min(party.country, party.party_rank) filter (where party.country = document.publisher_country),
            arg_min(party.country, party.party_rank)
        ) as home_country
    from membership
    join core.report_party as party using (report_id, revision_id, codebook_version)
    join raw.document as document using (revision_id)
    group by membership.event_id, membership.report_id, membership.seq
),
event_home as (
    select event_id, arg_min(home_country, seq) as event_home from home group by event_id
),
told as (
    select
        membership.event_id, membership.report_id, national.country, national.relation, national.quote, national.national_rank,
        event_home.event_home,
        case
            when national.country is not null and event_home.event_home is not null
                then if(national.country = event_home.event_home, 'own', 'partner')
            when home.home_country is not distinct from event_home.event_home then national.side
            else if(national.side = 'own', 'partner', 'own')
        end as side
    from membership
    join core.report_national as national using (report_id, revision_id, codebook_version)
    left join home using (event_id, report_id)
    left join event_home using (event_id)
)
select
    event_id, report_id, side, coalesce(country, if(side = 'own', event_home, null)) as country, relation,
    arg_min(quote, national_rank) as cue_text
from told
group by event_id, report_id, side, coalesce(country, if(side = 'own', event_home, null)), relation
order by event_id, report_id, side, relation, country
