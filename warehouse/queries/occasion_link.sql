-- Pairs of live events that happened together: told as one occasion by a document, or of the same pair of parties on the same stated days.
with live as (
    select held.event_id, report.document_id, report.occasion_rank
    from core.event_report as held
    join core.report as report using (report_id, revision_id, codebook_version)
    where held.retracted_at is null
),
told_together as (
    select document_id, occasion_rank, min(event_id) as event_id
    from live
    group by document_id, occasion_rank
    having min(event_id) < max(event_id)
),
dated as (
    select event_id, first_day(event_on) as first_on, least(last_day_of(event_until), first_day(event_on) + 14) as last_on
    from core.event
    where retracted_at is null and event_precision = 'day' and n_parties <= 5
),
party as (
    select distinct held.event_id, party.actor_id, coalesce(party.country, party.actor_id) as side
    from core.event_report as held
    semi join dated using (event_id)
    join core.report_party as party using (report_id, revision_id, codebook_version)
    where held.retracted_at is null and party.actor_id is not null
),
pair as (
    -- Filed under each fortnight that they touch, so that only what is near in time is compared.
    select
        a.event_id, a.actor_id as actor_a, b.actor_id as actor_b, dated.first_on, dated.last_on,
        unnest(range((dated.first_on - date '1970-01-01') // 15, (dated.last_on - date '1970-01-01') // 15 + 1)) as fortnight
    from party as a
    join party as b on b.event_id = a.event_id and a.actor_id < b.actor_id and a.side <> b.side
    join dated on dated.event_id = a.event_id
),
same_days as (
    select a.event_id, b.event_id as other_id
    from pair as a
    join pair as b
        on b.actor_a = a.actor_a and b.actor_b = a.actor_b and b.fortnight = a.fortnight and a.event_id < b.event_id
        and a.first_on <= b.last_on and b.first_on <= a.last_on
)
select distinct event_id, other_id
from (
    select told_together.event_id, live.event_id as other_id
    from told_together
    join live using (document_id, occasion_rank)
    where live.event_id <> told_together.event_id
    union all
    select event_id, other_id from same_days
)
order by event_id, other_id
