-- core.indicator_breadth: partner countries and domains, counted and weighed (I3), evenness and divergence of domain profiles (I10).
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.unit_event, out.event, out.event_party, ref.domain
-- note: logarithms are added up as decimals, since a sum of floats depends on the order in which threads come to it. Divergence is taken over at most 50 units of a country or the world, those whose hashes come first, to stay linear in their number.
with partner as (
    select distinct unit.unit_kind, unit.unit_id, unit.occasion_id, unit.year, party.country
    from core.unit_event as unit
    join out.event_party as party using (event_id)
    where unit.country is not null and party.country <> unit.country
),
country_year as (
    select unit_kind, unit_id, year, country, count(*) as amount
    from partner
    group by unit_kind, unit_id, year, country
),
country_amount as (
    select unit_kind, unit_id, year::varchar as period, country, amount from country_year where year is not null
    union all
    select unit_kind, unit_id, 'all', country, sum(amount)::bigint from country_year group by unit_kind, unit_id, country
),
domain_year as (
    select unit.unit_kind, unit.unit_id, unit.country, unit.year, event.primary_domain_code as domain_code, count(*) as amount
    from core.unit_event as unit
    join out.event as event using (event_id)
    where event.primary_domain_code is not null
    group by unit.unit_kind, unit.unit_id, unit.country, unit.year, event.primary_domain_code
),
domain_amount as (
    select unit_kind, unit_id, country, year::varchar as period, domain_code, amount from domain_year where year is not null
    union all
    select unit_kind, unit_id, country, 'all', domain_code, sum(amount)::bigint from domain_year group by unit_kind, unit_id, country, domain_code
),
breadth as (
    select
        unit_kind, unit_id, period, 'countries' as kind, count(*) as k, sum(amount)::bigint as n,
        ln(sum(amount)) - cast(sum(cast(amount * ln(amount) as decimal(38, 12))) as double) / sum(amount) as entropy, sum(amount) ** 2 / sum(amount * amount) as d2
    from country_amount
    group by unit_kind, unit_id, period
    union all
    select
        unit_kind, unit_id, period, 'domains', count(*), sum(amount)::bigint,
        ln(sum(amount)) - cast(sum(cast(amount * ln(amount) as decimal(38, 12))) as double) / sum(amount), sum(amount) ** 2 / sum(amount * amount)
    from domain_amount
    group by unit_kind, unit_id, period
),
profile as (
    select
        unit_id, country, period, domain_code, amount / sum(amount) over units as share, sum(amount) over units as acts
    from domain_amount
    where unit_kind = 'actor' and country is not null
    window units as (partition by unit_id, period)
),
grouped as (
    select 'country' as unit_kind, country as unit_id, unit_id as actor_id, period, domain_code, share from profile where acts >= 5
    union all
    select 'world', 'world', unit_id, period, domain_code, share from profile where acts >= 5
),
chosen as (
    select *
    from grouped
    qualify dense_rank() over (partition by unit_kind, unit_id, period order by md5(actor_id)) <= 50
),
member as (
    select unit_kind, unit_id, period, count(distinct actor_id) as members from chosen group by unit_kind, unit_id, period
),
-- Jensen-Shannon divergence in bits: domains that only one of two has add their share, so only common ones need a sum.
common as (
    select
        a.unit_kind, a.unit_id, a.period,
        cast(sum(cast(
            a.share * (log2(2 * a.share / (a.share + b.share)) - 1) + b.share * (log2(2 * b.share / (a.share + b.share)) - 1) as decimal(38, 12)
        )) as double) / 2 as closeness
    from chosen as a
    join chosen as b
        on b.unit_kind = a.unit_kind and b.unit_id = a.unit_id and b.period = a.period and b.domain_code = a.domain_code and b.actor_id > a.actor_id
    group by a.unit_kind, a.unit_id, a.period
)
select
    'I3' as indicator_code, unit_kind, unit_id, period, kind as series_code, k::double as value, null::double as lower, null::double as upper, n
from breadth
where kind = 'countries'
union all
select 'I3', unit_kind, unit_id, period, 'd1_' || kind, exp(entropy), null, null, n from breadth
union all
select 'I3', unit_kind, unit_id, period, 'd2_' || kind, d2, null, null, n from breadth
union all
select 'I10', unit_kind, unit_id, period, 'within', entropy / ln(domains.n), null, null, breadth.n
from breadth
cross join (select count(*) as n from ref.domain) as domains
where kind = 'domains' and domains.n > 1
union all
select
    'I10', member.unit_kind, member.unit_id, member.period, 'between',
    greatest(0, 1 + coalesce(common.closeness, 0) / (member.members * (member.members - 1) / 2)), null, null, member.members
from member
left join common using (unit_kind, unit_id, period)
where member.members >= 2
