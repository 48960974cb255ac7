-- Open memberships of the events that the reports of `new_coding` may fit (same type and actor, near in time, or undated), repeat, or
-- belong to, as Merger.restore reads them.
with version as (
    select
        *, coalesce(stated_lo, published_lo) as lo, coalesce(stated_hi, published_hi) as hi,
        (revision_id, codebook_version) in (select (revision_id, codebook_version) from new_coding) as is_new
    from report_version
),
live as (
    select held.*, version.* exclude (report_id, revision_id, codebook_version)
    from core.event_report as held
    join version using (report_id, revision_id, codebook_version)
    where held.retracted_at is null
),
new_actor as (
    select distinct type_code, unnest(actors) as actor, lo, hi
    from version
    where is_new
),
live_actor as (
    select event_id, type_code, unnest(actors) as actor, lo, hi
    from live
),
wanted as (
    -- 560 days: an act that is retold for 400 days without a date, and an announcement 120 days ahead.
    select distinct live_actor.event_id
    from live_actor
    join new_actor using (type_code, actor)
    where live_actor.lo is null or new_actor.lo is null
       or (live_actor.lo <= new_actor.hi + 560 and new_actor.lo <= live_actor.hi + 560)
    union
    select event_id from live where document_id in (select document_id from new_coding)
    union
    select live.event_id
    from live
    join version on version.duplicates = live.duplicates and version.is_new
)
select
    live.event_id, live.merge_reason, live.merge_detail, epoch_us(live.recorded_at) as opened_at,
    live.report_id, live.document_id, live.revision_id, live.codebook_version, live.type_code, live.realis, live.status, live.is_day,
    live.stated_lo, live.stated_hi, live.published_lo, live.published_hi, live.instrument, live.domain, live.duplicates, live.content,
    live.actors, live.sides, live.traits, live.regions
from live
join wanted using (event_id)
