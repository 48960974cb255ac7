-- out.document: every document, its reports in force or the reason why there is none.
-- grain: document_id
-- reads: raw.document, core.coded, core.event_report, core.report, core.duplicate
with revision as (
    select
        document_id,
        arg_max(url, (fetched_at, revision_id)) as url,
        any_value(source_id) as source_id,
        arg_max(lang, (fetched_at, revision_id)) filter (where not is_tombstone) as lang,
        arg_max(published, (fetched_at, revision_id)) filter (where not is_tombstone) as published_on,
        count(*) filter (where not is_tombstone) as n_revisions,
        arg_max(is_tombstone, (fetched_at, revision_id)) as is_gone,
        min(fetched_at) as recorded_at,
        bool_or(is_sample) as is_sample
    from raw.document
    group by document_id
),
in_force as (
    select report.document_id, count(*) as n_reports
    from core.event_report as held
    join core.report as report using (report_id, revision_id, codebook_version)
    where held.retracted_at is null
    group by report.document_id
),
coding as (
    select
        document.document_id,
        arg_max(coded.abstained, (document.fetched_at, version_key(coded.codebook_version))) filter (where coded.abstained is not null) as abstained,
        arg_max(coalesce(coded.lang, document.lang), (document.fetched_at, version_key(coded.codebook_version))) as lang
    from core.coded as coded
    join raw.document as document using (revision_id)
    group by document.document_id
),
duplicate as (
    select document_id, arg_max(group_id, (known_at, revision_id)) as group_id
    from core.duplicate
    group by document_id
)
select
    revision.document_id, revision.source_id, revision.url, coalesce(coding.lang, revision.lang) as lang, revision.published_on,
    revision.n_revisions, revision.is_gone, coalesce(in_force.n_reports, 0) as n_reports,
    case when in_force.n_reports is null then coding.abstained end as abstained,
    nullif(duplicate.group_id, revision.document_id) as duplicate_of, revision.recorded_at, revision.is_sample
from revision
left join in_force using (document_id)
left join coding using (document_id)
left join duplicate using (document_id)
order by revision.document_id
