-- out.event_history: closed states of events, all but the last of each live or retracted one.
-- grain: event_id, recorded_at
-- reads: core.event, core.occasion, out.event
select
    state.event_id, state.type_code, state.realis, coalesce(occasion.occasion_id, state.event_id) as occasion_id, state.event_on,
    state.event_until, state.event_precision, state.event_basis, state.published_on, state.direction, state.tone, state.instrument_code,
    state.primary_domain_code, state.domain_codes, state.own_relation, state.partner_relation, state.channel, state.n_parties, state.n_reports,
    state.n_sides_reporting, state.is_contact, state.confidence, state.is_sample, state.recorded_at, state.retracted_at, state.codebook_version
from core.event as state
left join core.occasion as occasion using (event_id)
left join out.event as current on current.event_id = state.event_id and current.recorded_at = state.recorded_at
where current.event_id is null
order by state.event_id, state.recorded_at
