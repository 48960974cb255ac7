-- out.event_report: reports behind each live event, and the last ones behind a retracted event, with the words that prove it.
-- grain: event_id, report_id
-- reads: out.event, core.event_report, core.report, raw.document
select
    held.event_id, held.report_id, report.document_id, report.source_id, document.lang, document.url, document.published as published_on,
    report.quote, report.quote_field, report.quote_start, report.quote_end, document.archive_record, report.rule, report.coder
from core.event_report as held
join out.event as event using (event_id)
join core.report as report
    on report.report_id = held.report_id and report.revision_id = held.revision_id and report.codebook_version = held.codebook_version
join raw.document as document on document.revision_id = held.revision_id
where held.retracted_at is null or held.retracted_at = event.retracted_at
order by held.event_id, held.report_id
