-- core.indicator_gatekeeper: gatekeeper bypass as bounds, accompaniment, vetoes (I5); disembedding (I7).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.unit_occasion, core.unit_event, core.event_report, core.domestic_contact, out.event, out.event_party, out.event_national, raw.document
with side as (
    -- The world pools the sides of all countries: an occasion of two has the own state of each.
    select unit_kind, unit_id, year, own_relation, is_ended from core.unit_occasion where own_relation is not null
    union all
    select 'world', 'world', year, own_relation, is_ended from core.unit_occasion where unit_kind = 'country'
),
gate as (
    select
        unit_kind, unit_id, year, grouping(year) as is_all,
        count(*) as n,
        count(*) filter (where own_relation in ('circumvented', 'opposed') and not is_ended) as past,
        count(*) filter (where own_relation = 'not_mentioned') as silent,
        count(*) filter (where own_relation in ('accompanied', 'mediated', 'mandated')) as accompanied
    from side
    group by grouping sets ((unit_kind, unit_id, year), (unit_kind, unit_id))
),
veto as (
    select distinct
        party.actor_id, party.country, event.event_id, placed_in_year(event.event_on, event.published_on) as year
    from out.event as event
    join out.event_party as party using (event_id)
    join out.event_national as national on national.event_id = event.event_id and national.country = party.country and national.relation = 'opposed'
    where event.retracted_at is null and party.actor_id is not null
      and party.level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional')
      and (event.realis in ('cancelled', 'postponed', 'denied') or event.is_contact and event.type_code = 'termination')
),
vetoed_unit as (
    select 'actor' as unit_kind, actor_id as unit_id, event_id, year from veto
    union
    select 'country', country, event_id, year from veto
    union
    select 'world', 'world', event_id, year from veto
),
vetoed as (
    select unit_kind, unit_id, year, grouping(year) as is_all, count(*) as n
    from vetoed_unit
    group by grouping sets ((unit_kind, unit_id, year), (unit_kind, unit_id))
),
own_word as (
    select distinct held.event_id, document.publisher_actor_id as actor_id, document.publisher_country as country
    from core.event_report as held
    join raw.document as document using (revision_id)
    where held.retracted_at is null and document.is_official and document.publisher_actor_id is not null
),
told as (
    select unit.unit_kind, unit.unit_id, unit.occasion_id, min(unit.year) as year, true as is_international
    from core.unit_event as unit
    join own_word on own_word.event_id = unit.event_id
        and case unit.unit_kind when 'actor' then own_word.actor_id = unit.unit_id when 'country' then own_word.country = unit.unit_id else true end
    group by unit.unit_kind, unit.unit_id, unit.occasion_id
    union all
    select unit_kind, unit_id, occasion_id, min(year), false
    from (
        select occasion_id, year, unnest([
            {'unit_kind': 'actor', 'unit_id': actor_id}, {'unit_kind': 'country', 'unit_id': country}, {'unit_kind': 'world', 'unit_id': 'world'}
        ], recursive := true)
        from core.domestic_contact
    )
    where unit_id is not null
    group by unit_kind, unit_id, occasion_id
),
embedding as (
    -- An occasion that lasts over New Year counts in the year it began.
    select
        unit_kind, unit_id, year, grouping(year) as is_all, count(*) as n, count(*) filter (where is_international) as international
    from told
    group by grouping sets ((unit_kind, unit_id, year), (unit_kind, unit_id))
),
value as (
    select 'I5' as indicator_code, unit_kind, unit_id, year, is_all, 'bypass' as series_code, past / n as value, past / n as lower,
        (past + silent) / n as upper, n
    from gate
    union all
    select 'I5', unit_kind, unit_id, year, is_all, 'accompaniment', accompanied / n, null, null, n from gate
    union all
    select 'I5', unit_kind, unit_id, year, is_all, 'vetoed', n, null, null, n from vetoed
    union all
    select 'I7', unit_kind, unit_id, year, is_all, 'd', international / n, null, null, n from embedding
)
select indicator_code, unit_kind, unit_id, if(is_all = 1, 'all', year::varchar) as period, series_code, value, lower, upper, n
from value
where is_all = 1 or year is not null
