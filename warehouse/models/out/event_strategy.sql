-- out.event_strategy: strategies that reports claim for an event.
-- grain: event_id, report_id, strategy_code
-- reads: out.event, core.event_report, core.report
with held as (
    select held.event_id, held.report_id, held.revision_id, held.codebook_version
    from core.event_report as held
    join out.event as event using (event_id)
    where held.retracted_at is null or held.retracted_at = event.retracted_at
)
select distinct held.event_id, held.report_id, unnest(report.strategy_cues) as strategy_code
from held
join core.report as report using (report_id, revision_id, codebook_version)
order by held.event_id, held.report_id, strategy_code
