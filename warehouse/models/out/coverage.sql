-- out.coverage: what the record holds of each source.
-- grain: source_id
-- reads: out.source_day, out.document
with watched as (
    select
        source_id,
        min(actor_id) as actor_id,
        min(day) filter (where status <> 'failed') as first_watched_on,
        max(day) filter (where status <> 'failed') as last_watched_on,
        count(*) filter (where status <> 'failed') as watched_days,
        count(*) filter (where status = 'failed') as failed_days
    from out.source_day
    group by source_id
),
held as (
    select
        source_id,
        list_sort(list_distinct(list(lang) filter (where lang is not null))) as languages,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on,
        count(*) as documents,
        count(*) filter (where n_reports > 0) as documents_with_reports,
        count(*) filter (where is_gone) as documents_gone,
        bool_or(is_sample) as is_sample
    from out.document
    group by source_id
)
select
    source_id, watched.actor_id, coalesce(held.languages, []) as languages, watched.first_watched_on, watched.last_watched_on,
    coalesce(watched.watched_days, 0) as watched_days, coalesce(watched.failed_days, 0) as failed_days, held.first_published_on,
    held.last_published_on, coalesce(held.documents, 0) as documents, coalesce(held.documents_with_reports, 0) as documents_with_reports,
    coalesce(held.documents_gone, 0) as documents_gone, coalesce(held.is_sample, false) as is_sample
from watched
full join held using (source_id)
order by source_id
