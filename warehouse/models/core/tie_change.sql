-- core.tie_change: what each event does to a tie, a membership or an office.
-- grain: spell_kind, actor_a, actor_b, event_id
-- reads: out.event, out.event_party, core.dyad_event, core.event_report, core.report
with stated as (
    select held.event_id, arg_max(report.tie_status, (held.recorded_at, held.report_id)) filter (where report.tie_status is not null) as tie_status
    from core.event_report as held
    join core.report as report
        on report.report_id = held.report_id and report.revision_id = held.revision_id and report.codebook_version = held.codebook_version
    where held.retracted_at is null
    group by held.event_id
),
happened as (
    -- An act without a stated date counts from its publication.
    select
        event.event_id, event.type_code, event.instrument_code, stated.tie_status, coalesce(event.tone, 0) as tone, event.recorded_at,
        coalesce(event.event_on, event.published_on) as changed_on, event.event_on is not null as is_dated
    from out.event as event
    left join stated using (event_id)
    where event.is_contact and coalesce(event.event_on, event.published_on) is not null
),
agreement as (
    -- Which kind of tie a renewal or an ending concerns: its instrument says so, else the twinning of the two if they have one.
    select
        case
            when happened.type_code in ('twinning', 'accord') then happened.type_code
            when happened.instrument_code in ('twinning_agreement', 'friendship_agreement') then 'twinning'
            when bool_or(happened.type_code = 'twinning') over pairs then 'twinning'
            when bool_or(happened.type_code = 'accord') over pairs then 'accord'
            when happened.type_code = 'intent' and happened.instrument_code is not null then 'accord'
            else 'twinning'
        end as spell_kind,
        pair.actor_a, pair.actor_b, pair.country_a, pair.country_b, happened.*,
        coalesce(
            happened.tie_status,
            case happened.type_code when 'intent' then 'proposed' when 'renewal' then 'renewed' when 'termination' then 'terminated' else 'in_force' end
        ) as state
    from core.dyad_event as pair
    join happened using (event_id)
    where happened.type_code in ('twinning', 'accord', 'intent', 'renewal', 'termination')
    window pairs as (partition by pair.actor_a, pair.actor_b)
),
party as (
    select party.event_id, party.actor_id, party.country, party.level, party.is_publisher, party.roles
    from out.event_party as party
    join happened on happened.event_id = party.event_id and happened.type_code in ('network', 'office')
    where party.actor_id is not null
),
membership as (
    select
        'membership' as spell_kind, member.actor_id as actor_a, network.actor_id as actor_b, member.country as country_a,
        network.country as country_b, happened.*,
        if(happened.tie_status in ('terminated', 'suspended', 'expired', 'annulled') or happened.tone < 0, 'left', 'member') as state
    from happened
    join party as network on network.event_id = happened.event_id and network.level = 'network'
    join party as member
        on member.event_id = happened.event_id
        and member.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
    where happened.type_code = 'network'
),
office as (
    select
        'office' as spell_kind, sender.actor_id as actor_a, host.actor_id as actor_b, sender.country as country_a, host.country as country_b,
        happened.*,
        if(happened.tie_status in ('terminated', 'suspended', 'expired', 'annulled') or happened.tone < 0, 'closed', 'open') as state
    from happened
    join party as sender
        on sender.event_id = happened.event_id
        and sender.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
        and not list_contains(sender.roles, 'host')
    join party as host
        on host.event_id = happened.event_id and host.country <> sender.country and not list_contains(host.roles, 'initiator')
    where happened.type_code = 'office'
    qualify row_number() over (
        partition by happened.event_id order by sender.is_publisher desc, sender.actor_id, host.level = 'national', host.actor_id) = 1
),
change as (
    from agreement union all by name from membership union all by name from office
)
select spell_kind, actor_a, actor_b, country_a, country_b, event_id, state, changed_on, is_dated, recorded_at
from change
order by spell_kind, actor_a, actor_b, event_id
