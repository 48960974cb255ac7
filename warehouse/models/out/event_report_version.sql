-- out.event_report_version: the history of merging, as it stands in the core.
-- grain: report_id, recorded_at
-- reads: core.event_report
select event_id, report_id, revision_id, codebook_version, merge_reason, merge_detail, recorded_at, retracted_at
from core.event_report
order by report_id, recorded_at
