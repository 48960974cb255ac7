-- core.event: every state of every event: one row per set of reports it was built on.
-- grain: event_id, recorded_at
-- reads: core.event_report, core.report, core.report_party, core.report_national, raw.document
-- note: where reports differ nothing is averaged: the best-founded date, the strongest relation, else the earliest report's word.
with first_told as (
    -- The rank of a report among all: within an event the earliest report has the lowest.
    select report_id, row_number() over (order by min(recorded_at), report_id) as seq
    from core.event_report
    group by report_id
),
instant as (
    select event_id, recorded_at as known_at from core.event_report
    union
    select event_id, retracted_at from core.event_report where retracted_at is not null
),
span as (
    select
        event_id, known_at, lead(known_at) over states as until,
        lead(known_at) over states is null and lag(known_at) over states is null as is_only
    from instant
    window states as (partition by event_id order by known_at)
),
membership as (
    select
        span.event_id, span.known_at, span.until, span.is_only, held.report_id, held.revision_id, held.codebook_version, first_told.seq,
        document.published, document.is_sample, document.is_official, document.publisher_actor_id, document.publisher_country
    from span
    join core.event_report as held
        on held.event_id = span.event_id and held.recorded_at <= span.known_at and (held.retracted_at is null or held.retracted_at > span.known_at)
    join first_told on first_told.report_id = held.report_id
    join raw.document as document on document.revision_id = held.revision_id
),
national_event as (
    select distinct membership.event_id
    from membership
    semi join core.report_national as national
        on national.report_id = membership.report_id and national.revision_id = membership.revision_id
        and national.codebook_version = membership.codebook_version
),
-- The country a report speaks for: that of the party taken from the publisher, else the publisher's if a party has it, else the first party's.
home as (
    select
        party.report_id, party.revision_id, party.codebook_version,
        coalesce(
            arg_min(party.country, party.party_rank) filter (where party.is_publisher or party.actor_id = document.publisher_actor_id),
            arg_min(party.country, party.party_rank) filter (where party.country = document.publisher_country),
            arg_min(party.country, party.party_rank)
        ) as home_country
    from core.report_party as party
    join raw.document as document on document.revision_id = party.revision_id
    where party.report_id in (select report_id from membership where event_id in (select event_id from national_event))
    group by party.report_id, party.revision_id, party.codebook_version
),
dated as (
    -- What happened outweighs what was announced, a stated date a relative one, a day a month; then the earliest report.
    select
        membership.event_id, membership.known_at, membership.until, membership.is_only, membership.seq, report.type_code, report.realis, report.date_start,
        report.date_end, report.date_precision, report.date_basis, report.direction, report.tone, report.instrument_code, report.domain_codes,
        report.confidence, report.codebook_version, membership.published, membership.is_sample,
        case report.realis when 'occurred' then 3 when 'ongoing' then 2 when 'cancelled' then 1 when 'denied' then 1 else 0 end as settled,
        (((report.realis not in ('occurred', 'ongoing', 'cancelled', 'denied'))::bigint * 2 + (report.date_basis <> 'stated')::bigint) * 3
            + case report.date_precision when 'day' then 0 when 'month' then 1 else 2 end) * 10000000000 + membership.seq as date_rank
    from membership
    join core.report as report
        on report.report_id = membership.report_id and report.revision_id = membership.revision_id
        and report.codebook_version = membership.codebook_version
),
attribute as (
    select
        event_id, known_at,
        any_value(until) as until,
        any_value(is_only) as is_only,
        any_value(type_code) as type_code,
        arg_max(realis, settled * 10000000000 + seq) as realis,
        arg_min(date_start, date_rank) filter (where date_start is not null) as event_on,
        arg_min(coalesce(date_end, date_start), date_rank) filter (where date_start is not null) as event_until,
        arg_min(date_precision, date_rank) filter (where date_start is not null) as event_precision,
        coalesce(arg_min(date_basis, date_rank) filter (where date_start is not null), 'none') as event_basis,
        min(published) as published_on,
        arg_min(direction, seq) filter (where direction is not null) as direction,
        arg_min(tone, seq) filter (where tone is not null) as tone,
        coalesce(
            arg_min(instrument_code, seq) filter (where instrument_code <> 'oral_or_none'),
            arg_min(instrument_code, seq) filter (where instrument_code is not null)
        ) as instrument_code,
        arg_min(domain_codes[1], seq) filter (where len(domain_codes) > 0) as primary_domain_code,
        list_sort(list_distinct(flatten(list(domain_codes)))) as domain_codes,
        count(*) as n_reports,
        max(confidence) as confidence,
        bool_or(is_sample) as is_sample,
        arg_max(codebook_version, version_key(codebook_version)) as codebook_version
    from dated
    group by event_id, known_at
),
relation as (
    select
        membership.event_id, membership.known_at, membership.report_id, membership.seq, national.relation, national.country, national.side,
        home.home_country
    from membership
    join core.report_national as national
        on national.report_id = membership.report_id and national.revision_id = membership.revision_id
        and national.codebook_version = membership.codebook_version
    left join home
        on home.report_id = membership.report_id and home.revision_id = membership.revision_id
        and home.codebook_version = membership.codebook_version
),
event_home as (
    -- The earliest report says whose state is the own one.
    select membership.event_id, membership.known_at, arg_min_null(home.home_country, membership.seq) as home_country
    from membership
    semi join national_event on national_event.event_id = membership.event_id
    left join home
        on home.report_id = membership.report_id and home.revision_id = membership.revision_id
        and home.codebook_version = membership.codebook_version
    group by membership.event_id, membership.known_at
),
sided as (
    select
        relation.event_id, relation.known_at, relation.relation, relation_strength(relation.relation) as strength,
        case
            when relation.country is not null and event_home.home_country is not null then relation.country = event_home.home_country
            when relation.home_country is not distinct from event_home.home_country then relation.side = 'own'
            else relation.side = 'partner'
        end as is_own
    from relation
    join event_home using (event_id, known_at)
),
strongest as (
    select
        event_id, known_at,
        arg_min(relation, strength) filter (where is_own) as own_relation,
        arg_min(relation, strength) filter (where not is_own) as partner_relation
    from sided
    group by event_id, known_at
),
party as (
    select
        membership.event_id, membership.known_at,
        hash(coalesce(party.actor_id, '~' || name_key(party.name) || '|' || coalesce(party.country, ''))) as actor_key,
        hash(coalesce(party.country, party.actor_id, '~' || name_key(party.name))) as side,
        party.country,
        case
            when party.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional') then 'unit'
            when party.level in ('national', 'national_deconcentrated') then 'state'
            when party.level in ('non_state', 'unknown') then 'other'
            else party.level
        end as class,
        membership.is_official and (party.is_publisher or coalesce(party.actor_id = membership.publisher_actor_id, false)) as is_own_word
    from membership
    join core.report_party as party
        on party.report_id = membership.report_id and party.revision_id = membership.revision_id
        and party.codebook_version = membership.codebook_version
),
party_fact as (
    select
        event_id, known_at,
        len(list_distinct(list(actor_key))) as n_parties,
        -- Two sides are the first and the last, when these differ; so are two countries.
        case
            when min(side) filter (where is_own_word) < max(side) filter (where is_own_word) then 2
            else bool_or(is_own_word)::bigint
        end as n_sides_reporting,
        coalesce(bool_or(class = 'unit'), false) as has_unit,
        coalesce(bool_or(class = 'state' and country is not null), false) as has_state,
        coalesce(bool_or(class = 'other' and country is not null), false) as has_other,
        coalesce(bool_or(class = 'supranational'), false) as has_supranational,
        coalesce(bool_or(class = 'network'), false) as has_network,
        min(country) filter (where class = 'unit') <> max(country) filter (where class = 'unit') as is_of_two_units,
        min(country) filter (where class in ('unit', 'state')) <> max(country) filter (where class in ('unit', 'state')) as is_of_two_states,
        min(country) filter (where class in ('unit', 'other')) <> max(country) filter (where class in ('unit', 'other')) as is_of_two_others
    from party
    group by event_id, known_at
),
channel_class as (
    select
        event_id, known_at, n_parties, n_sides_reporting, has_unit, has_other and coalesce(is_of_two_others, false) as has_foreign_other,
        list_filter([
            case when is_of_two_units then 'sub_sub' end,
            case when has_state and is_of_two_states then 'sub_foreign_national' end,
            case when has_supranational then 'sub_supranational' end,
            case when has_network then 'sub_network' end
        ], lambda class: class is not null) as classes
    from party_fact
),
state as (
    select
        attribute.event_id, attribute.type_code, attribute.realis, attribute.event_on, attribute.event_until, attribute.event_precision,
        attribute.event_basis, attribute.published_on, attribute.direction, attribute.tone, attribute.instrument_code,
        attribute.primary_domain_code, attribute.domain_codes,
        coalesce(strongest.own_relation, 'not_mentioned') as own_relation,
        coalesce(strongest.partner_relation, 'not_mentioned') as partner_relation,
        case
            when not coalesce(channel_class.has_unit, false) then null
            when len(channel_class.classes) = 1 then channel_class.classes[1]
            when len(channel_class.classes) > 1 then 'mixed'
            when channel_class.has_foreign_other then 'sub_nonstate'
        end as channel,
        coalesce(channel_class.n_parties, 0) as n_parties,
        attribute.n_reports,
        coalesce(channel_class.n_sides_reporting, 0) as n_sides_reporting,
        attribute.confidence, attribute.is_sample, attribute.codebook_version, attribute.known_at, attribute.until, attribute.is_only
    from attribute
    left join strongest using (event_id, known_at)
    left join channel_class using (event_id, known_at)
),
compared as (
    select
        *,
        hash((type_code, realis, event_on, event_until, event_precision, event_basis, published_on, direction, tone, instrument_code,
              primary_domain_code, domain_codes, own_relation, partner_relation, channel, n_parties, n_reports, n_sides_reporting, confidence,
              is_sample, codebook_version)) as content,
        lag(content) over states as previous_content,
        lag(until) over states as previous_until
    from state
    where not is_only
    window states as (partition by event_id order by known_at)
),
numbered as (
    -- A revision that changes nothing of the event leaves its row open.
    select
        *,
        sum((previous_content is distinct from content or previous_until is distinct from known_at)::bigint) over (partition by event_id order by known_at) as run
    from compared
),
kept as (
    select * exclude (until, content, previous_content, previous_until, run),
        max(coalesce(until, timestamp '9999-12-31')) over (partition by event_id, run) as run_until
    from numbered
    qualify row_number() over (partition by event_id, run order by known_at) = 1
    union all by name
    select * exclude (until), coalesce(until, timestamp '9999-12-31') as run_until
    from state
    where is_only
)
select
    event_id, type_code, realis, event_on, event_until, event_precision, event_basis, published_on, direction, tone, instrument_code,
    primary_domain_code, domain_codes, own_relation, partner_relation, channel, n_parties, n_reports, n_sides_reporting,
    realis in ('occurred', 'ongoing') and channel is not null as is_contact,
    confidence, is_sample, known_at as recorded_at, nullif(run_until, timestamp '9999-12-31') as retracted_at, codebook_version
from kept
order by event_id, recorded_at
