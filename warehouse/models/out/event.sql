-- out.event: the last state of every event, those retracted included, those led on to another event not.
-- grain: event_id
-- reads: core.event, core.occasion, core.redirect
with latest as (
    select *
    from core.event
    qualify row_number() over (partition by event_id order by recorded_at desc) = 1
)
select
    latest.event_id, latest.type_code, latest.realis, coalesce(occasion.occasion_id, latest.event_id) as occasion_id, latest.event_on,
    latest.event_until, latest.event_precision, latest.event_basis, latest.published_on, latest.direction, latest.tone, latest.instrument_code,
    latest.primary_domain_code, latest.domain_codes, latest.own_relation, latest.partner_relation, latest.channel, latest.n_parties,
    latest.n_reports, latest.n_sides_reporting, latest.is_contact and latest.retracted_at is null as is_contact, latest.confidence,
    latest.is_sample, latest.recorded_at, latest.retracted_at, latest.codebook_version
from latest
left join core.occasion as occasion using (event_id)
left join core.redirect as redirect using (event_id)
where redirect.event_id is null
order by latest.event_id
