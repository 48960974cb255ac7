-- core.domestic_contact: occasions of a unit with its own national government, as its own sources tell them.
-- grain: report_id
-- reads: core.coded, core.report, raw.document
-- note: of each document the newest coded revision counts, by the newest codebook version that coded it.
with coding as (
    select coded.document_id, coded.revision_id, coded.codebook_version, document.publisher_actor_id, document.publisher_country, document.published
    from core.coded as coded
    join raw.document as document using (revision_id)
    where not document.is_tombstone and document.is_official and document.publisher_actor_id is not null
      and coded.document_id in (select document_id from core.report where type_code is null)
    qualify row_number() over (
        partition by coded.document_id
        order by document.fetched_at desc, coded.revision_id desc, version_key(coded.codebook_version) desc, coded.coder desc) = 1
)
select
    report.report_id, report.document_id || '|' || report.occasion_rank as occasion_id, coding.publisher_actor_id as actor_id,
    coding.publisher_country as country, placed_in_year(report.date_start, coding.published) as year
from core.report as report
join coding using (revision_id, codebook_version)
where report.type_code is null and report.realis in ('occurred', 'ongoing')
order by report.report_id
