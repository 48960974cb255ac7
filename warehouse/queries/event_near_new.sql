-- Live events that the reports of `new_version` may fit (same type and actor, near in time, or undated), repeat, or belong to.
with new_actor as (
    select distinct
        type_code, unnest(string_split(actors, chr(31))[2:]) as actor, coalesce(stated_lo, published_lo) as lo, coalesce(stated_hi, published_hi) as hi
    from new_version
),
held_party as (
    select
        held.event_id, report.type_code, party.actor_id, party.name, party.country,
        coalesce(report.date_start, document.published) as first_on,
        coalesce(report.date_end, report.date_start, document.published) as last_on
    from core.event_report as held
    join core.report as report using (report_id, revision_id, codebook_version)
    join core.report_party as party using (report_id, revision_id, codebook_version)
    join raw.document as document on document.revision_id = held.revision_id
    where held.retracted_at is null
      and report.type_code in (select type_code from new_actor)
),
near as (
    -- 560 days: an act that is retold for 400 days without a date, and an announcement 120 days ahead.
    select held_party.event_id
    from held_party
    join new_actor
        on new_actor.type_code = held_party.type_code
        and new_actor.actor = coalesce(held_party.actor_id, '~' || name_key(replace(held_party.name, chr(31), ' ')) || '|' || coalesce(held_party.country, ''))
    where held_party.first_on is null or new_actor.lo is null
       or (first_day(held_party.first_on) - date '1970-01-01' <= new_actor.hi + 560
           and new_actor.lo <= last_day_of(held_party.last_on) - date '1970-01-01' + 560)
),
own as (
    -- Events in which the documents of the new codings, or those that these nearly repeat, have a part.
    select held.event_id
    from core.event_report as held
    join core.duplicate as duplicate using (revision_id)
    where held.retracted_at is null
      and (duplicate.document_id in (select document_id from new_coding)
           or duplicate.group_id in (select duplicates from new_version))
)
select event_id from near
union
select event_id from own
