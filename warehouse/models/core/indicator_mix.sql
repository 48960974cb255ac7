-- core.indicator_mix: channels (I6), confirmation by both sides (I9), asymmetry (I13), conflict (I15), non-regulatory instruments (I16).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.unit_occasion, core.unit_event, core.contact_event, core.observed_month, out.event, out.event_strategy, ref.instrument, ref.channel
with occasion as (
    select
        unit_kind, unit_id, year, grouping(year) as is_all, count(*) as n,
        count(*) filter (where is_guest) as guest, count(*) filter (where is_host) as host,
        count(*) filter (where has_initiator) as initiated, count(*) filter (where is_initiator) as initiator
    from core.unit_occasion
    group by grouping sets ((unit_kind, unit_id, year), (unit_kind, unit_id))
),
channel as (
    select unit_kind, unit_id, year, grouping(year) as is_all, channel, count(*) as n
    from core.unit_occasion
    group by grouping sets ((unit_kind, unit_id, year, channel), (unit_kind, unit_id, channel))
),
-- Acts of two subnational sides, both of which were watched in the month of the act.
confirmable as (
    select contact.event_id
    from core.contact_event as contact
    join core.observed_month as observed using (actor_id, month)
    where not contact.is_network and contact.country is not null
    group by contact.event_id
    having count(distinct contact.country) >= 2
),
strategic as (
    select distinct event_id from out.event_strategy where strategy_code = 'non_regulatory'
),
act as (
    select
        unit.unit_kind, unit.unit_id, unit.year, grouping(unit.year) as is_all, count(*) as n,
        count(*) filter (where confirmable.event_id is not null) as confirmable,
        count(*) filter (where confirmable.event_id is not null and event.n_sides_reporting = 2) as confirmed,
        count(event.tone) as toned,
        count(*) filter (where event.tone < 0) as conflict,
        count(*) filter (where event.instrument_code <> 'oral_or_none') as instruments,
        count(*) filter (
            where event.instrument_code <> 'oral_or_none' and (instrument.binding = 'no' or strategic.event_id is not null)) as non_regulatory,
        count(*) filter (
            where event.instrument_code <> 'oral_or_none' and (instrument.binding is distinct from 'yes' or strategic.event_id is not null)
        ) as perhaps_non_regulatory
    from core.unit_event as unit
    join out.event as event using (event_id)
    left join confirmable using (event_id)
    left join strategic using (event_id)
    left join ref.instrument as instrument using (instrument_code)
    group by grouping sets ((unit.unit_kind, unit.unit_id, unit.year), (unit.unit_kind, unit.unit_id))
),
value as (
    select
        'I6' as indicator_code, occasion.unit_kind, occasion.unit_id, occasion.year, occasion.is_all, ref_channel.channel_code as series_code,
        coalesce(channel.n, 0) / occasion.n as value, null::double as lower, null::double as upper, occasion.n
    from occasion
    cross join ref.channel as ref_channel
    left join channel
        on channel.unit_kind = occasion.unit_kind and channel.unit_id = occasion.unit_id and channel.year is not distinct from occasion.year
        and channel.is_all = occasion.is_all and channel.channel = ref_channel.channel_code
    union all
    select 'I9', unit_kind, unit_id, year, is_all, '', confirmed / confirmable, null, null, confirmable from act where confirmable > 0
    union all
    select 'I13', unit_kind, unit_id, year, is_all, 'asymmetry', (guest - host) / (guest + host), null, null, guest + host
    from occasion
    where unit_kind <> 'world' and guest + host > 0
    union all
    select 'I13', unit_kind, unit_id, year, is_all, 'initiator', initiator / initiated, null, null, initiated
    from occasion
    where unit_kind <> 'world' and initiated > 0
    union all
    select 'I15', unit_kind, unit_id, year, is_all, '', conflict / toned, null, null, toned from act where toned > 0
    union all
    select
        'I16', unit_kind, unit_id, year, is_all, '', non_regulatory / instruments, non_regulatory / instruments, perhaps_non_regulatory / instruments,
        instruments
    from act
    where instruments > 0
)
select indicator_code, unit_kind, unit_id, if(is_all = 1, 'all', year::varchar) as period, series_code, value, lower, upper, n
from value
where is_all = 1 or year is not null
