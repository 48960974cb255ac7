-- One row per report version in force at its revision, as transforms.matching.Report reads it; `known_at` in microseconds since 1970.
with version as (
    select report.*, coding.known_at as told_at
    from current_coding as coding
    join core.report as report using (revision_id, codebook_version)
    where report.type_code is not null
),
party as (
    select
        party.report_id, party.revision_id,
        list(coalesce(party.actor_id, '~' || name_key(party.name) || '|' || coalesce(party.country, '')) order by party.party_rank) as actors,
        list(coalesce(party.country, party.actor_id, '~' || name_key(party.name)) order by party.party_rank) as sides,
        list(
            case when list_contains(party.roles, 'host') then 'h' else '' end
            || case when list_contains(party.roles, 'guest') then 'g' else '' end
            || case when party.actor_id is null or party.level = 'national' then 'v' else '' end
            order by party.party_rank) as traits
    from core.report_party as party
    join current_coding using (revision_id, codebook_version)
    group by party.report_id, party.revision_id
)
select
    epoch_us(version.told_at) as known_at,
    version.report_id, version.document_id, version.revision_id, version.codebook_version, version.type_code, version.realis,
    coalesce(version.date_precision = 'day', false) as is_day,
    first_day(version.date_start) - date '1970-01-01' as stated_lo,
    last_day_of(coalesce(version.date_end, version.date_start)) - date '1970-01-01' as stated_hi,
    first_day(document.published) - date '1970-01-01' as published_lo,
    last_day_of(document.published) - date '1970-01-01' as published_hi,
    version.instrument_code as instrument, version.domain_codes[1] as domain, duplicate.group_id as duplicates,
    coalesce(party.actors, []) as actors, coalesce(party.sides, []) as sides, coalesce(party.traits, []) as traits
from version
join raw.document as document using (revision_id)
left join party on party.report_id = version.report_id and party.revision_id = version.revision_id
left join core.duplicate as duplicate on duplicate.document_id = version.document_id
