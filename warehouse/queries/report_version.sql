-- One row per report of the codings in `told_coding`, as transforms.matching.read_report reads it; `known_at` in microseconds since 1970.
-- Lists are texts, a unit separator before each element.
with version as (
    select
        report.*, coding.known_at as told_at, coding.is_recoded,
        first_day(report.date_start) - date '1970-01-01' as stated_lo,
        last_day_of(coalesce(report.date_end, report.date_start)) - date '1970-01-01' as stated_hi
    from told_coding as coding
    join core.report as report using (revision_id, codebook_version)
    where report.type_code is not null
),
party as (
    -- A party named twice is one.
    select
        party.report_id, party.revision_id, party.codebook_version,
        coalesce(party.actor_id, '~' || name_key(replace(party.name, chr(31), ' ')) || '|' || coalesce(party.country, '')) as actor,
        min(party.party_rank) as party_rank,
        any_value(coalesce(party.country, party.actor_id, '~' || name_key(replace(party.name, chr(31), ' ')))) as side,
        case when bool_or(list_contains(party.roles, 'host')) then 'h' else '' end
        || case when bool_or(list_contains(party.roles, 'guest')) then 'g' else '' end
        || case when bool_or(party.actor_id is null or party.level = 'national') then 'v' else '' end
        || case when bool_or(party.level = 'network') then 'n' else '' end
        || case when bool_or(party.level = 'regional') then 'r' else '' end as trait,
        coalesce(any_value(party.iso_3166_2), '') as region
    from core.report_party as party
    join told_coding using (revision_id, codebook_version)
    group by party.report_id, party.revision_id, party.codebook_version, actor
),
parties as (
    select
        report_id, revision_id, codebook_version,
        string_agg(chr(31) || actor, '' order by party_rank, actor) as actors,
        string_agg(chr(31) || side, '' order by party_rank, actor) as sides,
        string_agg(chr(31) || trait, '' order by party_rank, actor) as traits,
        string_agg(chr(31) || region, '' order by party_rank, actor) as regions
    from party
    group by report_id, revision_id, codebook_version
),
part as (
    select report_id, revision_id, codebook_version, 'party' || party_rank as part, party::varchar as told
    from core.report_party as party
    where (revision_id, codebook_version) in (select (revision_id, codebook_version) from told_coding where is_recoded)
    union all
    select report_id, revision_id, codebook_version, 'national' || national_rank, national::varchar
    from core.report_national as national
    where (revision_id, codebook_version) in (select (revision_id, codebook_version) from told_coding where is_recoded)
),
recoded_part as (
    select report_id, revision_id, codebook_version, string_agg(replace(told, codebook_version, ''), '|' order by part) as told
    from part
    group by report_id, revision_id, codebook_version
)
select
    epoch_us(version.told_at) as known_at,
    version.report_id, version.document_id, version.revision_id, version.codebook_version, version.type_code, version.realis,
    version.tie_status as status, coalesce(version.date_precision = 'day', false) as is_day, version.stated_lo, version.stated_hi,
    first_day(document.published) - date '1970-01-01' as published_lo,
    last_day_of(document.published) - date '1970-01-01' as published_hi,
    version.instrument_code as instrument, version.domain_codes[1] as domain, duplicate.group_id as duplicates,
    case when version.is_recoded then md5(concat_ws('|',
        version.realis, version.tie_status, version.occasion_rank, version.date_start, version.date_end, version.date_precision, version.date_basis,
        version.direction, version.tone, version.instrument_code, version.instrument_count, version.domain_codes::varchar,
        version.strategy_cues::varchar, version.quote, version.quote_field, version.quote_start, version.quote_end, version.rule,
        version.confidence, recoded_part.told)) end as content,
    coalesce(parties.actors, '') as actors, coalesce(parties.sides, '') as sides, coalesce(parties.traits, '') as traits,
    coalesce(parties.regions, '') as regions
from version
join raw.document as document using (revision_id)
left join parties using (report_id, revision_id, codebook_version)
left join recoded_part using (report_id, revision_id, codebook_version)
left join core.duplicate as duplicate using (revision_id)
