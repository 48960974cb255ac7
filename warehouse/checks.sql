-- Relational checks of the events gate. Each selects the keys of failing rows (one text column); none means passed.
-- Header of a check: `-- check: <name> | <table> | <stop or warn>`.

-- check: report_of_every_event | out.event | stop
select event_id from out.event where event_id not in (select event_id from out.event_report);

-- check: count_of_reports | out.event | stop
select event.event_id
from out.event as event
left join (select event_id, count(*) as n from out.event_report group by event_id) as counted using (event_id)
where event.n_reports is distinct from counted.n;

-- check: count_of_parties | out.event | stop
select event.event_id
from out.event as event
left join (select event_id, count(*) as n from out.event_party group by event_id) as counted using (event_id)
where event.n_parties <> coalesce(counted.n, 0);

-- check: sides_not_above_reports | out.event | stop
select event_id from out.event where n_sides_reporting > n_reports;

-- check: contact_happened | out.event | stop
select event_id from out.event
where is_contact and (realis not in ('occurred', 'ongoing') or channel is null or retracted_at is not null);

-- check: contact_has_subnational_party | out.event | stop
select event_id from out.event
where is_contact and event_id not in (
    select event_id from out.event_party where level in ('sub_municipal', 'local', 'metropolitan', 'intermediate', 'regional'));

-- check: dates_in_order | out.event | stop
select event_id from out.event where last_day_of(event_until) < first_day(event_on);

-- check: precision_of_dates | out.event | stop
select event_id from out.event
where event_on is not null
  and event_precision is distinct from case length(event_on) when 4 then 'year' when 7 then 'month' else 'day' end;

-- check: basis_of_dates | out.event | stop
select event_id from out.event where (event_on is null) <> (event_basis = 'none');

-- check: primary_domain_among_domains | out.event | stop
select event_id from out.event where primary_domain_code is not null and not list_contains(domain_codes, primary_domain_code);

-- check: not_told_before_it_happened | out.event | warn
select event_id from out.event
where realis = 'occurred' and first_day(event_on) > last_day_of(published_on) + interval 3 day;

-- check: occasion_is_an_event | out.event | stop
select event_id from out.event where occasion_id not in (select event_id from out.event);

-- check: occasion_names_itself | out.event | stop
select event.event_id from out.event as event join out.event as first_event on first_event.event_id = event.occasion_id
where first_event.occasion_id <> first_event.event_id;

-- check: sample_apart_from_live | out.event | warn
select event_id from out.event where is_sample and exists (select 1 from out.event where not is_sample);

-- check: redirect_leads_to_an_event | out.event_redirect | stop
select event_id from out.event_redirect
where successor_id not in (select event_id from out.event) or event_id in (select event_id from out.event);

-- check: states_in_order | out.event_history | stop
select event_id from out.event_history where retracted_at is null or retracted_at <= recorded_at;

-- check: states_do_not_overlap | out.event_history | stop
with state as (
    select event_id, recorded_at, retracted_at from out.event_history
    union all
    select event_id, recorded_at, retracted_at from out.event
)
select event_id from state
qualify recorded_at < lag(coalesce(retracted_at, timestamp '9999-12-31')) over (partition by event_id order by recorded_at);

-- check: one_event_at_a_time | out.event_report_version | stop
select report_id from out.event_report_version
qualify recorded_at < lag(coalesce(retracted_at, timestamp '9999-12-31')) over (partition by report_id order by recorded_at);

-- check: first_report_names_the_event | out.event_report_version | stop
select report_id from out.event_report_version where (merge_reason = 'first') <> (report_id = event_id);

-- check: quote_as_long_as_its_span | out.event_report | stop
select report_id from out.event_report where length(quote) <> quote_end - quote_start;

-- check: quote_of_the_report | out.event_report | stop
select told.report_id
from out.event_report as told
left join core.report as report on report.report_id = told.report_id and report.quote = told.quote and report.quote_start = told.quote_start
where report.report_id is null;

-- check: one_report_of_a_document | out.event_report | stop
select event_id from out.event_report group by event_id, document_id having count(*) > 1;

-- check: transnational | out.event_party | stop
select event.event_id from out.event as event join out.event_party as party using (event_id)
where event.is_contact
group by event.event_id
having count(distinct coalesce(party.country, party.actor_id, party.name)) < 2;

-- check: abstained_or_reported | out.document | stop
select document_id from out.document where n_reports > 0 and abstained is not null;

-- check: pair_in_order | out.dyad_month | stop
select actor_a || '|' || actor_b from out.dyad_month where actor_a >= actor_b;

-- check: pair_of_two_countries | out.dyad_month | stop
select actor_a || '|' || actor_b from out.dyad_month where country_a = country_b;

-- check: zeros_only_where_watched | out.dyad_month | stop
select actor_a || '|' || actor_b || '|' || month from out.dyad_month where observed_days_a + observed_days_b = 0;

-- check: contacts_not_above_events | out.dyad_month | stop
select actor_a || '|' || actor_b || '|' || month from out.dyad_month where contacts > events or instruments > events or contacts_dated > contacts;

-- check: panel_is_complete | out.dyad_month | stop
with expected as (
    select distinct pair.actor_a, pair.actor_b, observed.month
    from (select distinct actor_a, actor_b from core.dyad_event) as pair
    join core.observed_month as observed on observed.actor_id in (pair.actor_a, pair.actor_b)
)
select actor_a || '|' || actor_b || '|' || month from expected anti join out.dyad_month using (actor_a, actor_b, month);

-- check: years_hold_their_months | out.dyad_year | stop
with month as (
    select actor_a, actor_b, year(month) as year, sum(events) as events from out.dyad_month group by all
)
select actor_a || '|' || actor_b || '|' || year
from month
left join out.dyad_year as whole using (actor_a, actor_b, year)
where whole.events is null or whole.events < month.events;

-- check: contacts_not_above_events | out.dyad_year | stop
select actor_a || '|' || actor_b || '|' || year from out.dyad_year where contacts > events or instruments > events or contacts_dated > contacts;

-- check: contacts_not_above_events | out.country_year | stop
select country || '|' || year from out.country_year
where contacts > events or instruments > events or contacts_dated > contacts or constant_contacts > contacts or constant_months > observed_months;

-- check: contacts_not_above_events | out.actor_year | stop
select actor_id || '|' || year from out.actor_year where contacts > events or instruments > events or contacts_dated > contacts;

-- check: zeros_only_where_watched | out.actor_year | stop
select actor_id || '|' || year from out.actor_year where observed_months = 0;

-- check: panel_is_complete | out.actor_year | stop
select distinct actor_id || '|' || year(month) from core.observed_month
anti join (select actor_id, year from out.actor_year) as panel on panel.actor_id = observed_month.actor_id and panel.year = year(observed_month.month)
semi join out.actor as actor on actor.actor_id = observed_month.actor_id;

-- check: spells_in_order | core.spell | stop
select spell_id from core.spell where last_day_of(ended_on) < first_day(started_on);

-- check: spells_do_not_overlap | core.spell | stop
select spell_id from core.spell
where spell_kind <> 'accord'
qualify first_day(started_on) < lag(coalesce(first_day(ended_on), date '9999-12-31')) over (
    partition by spell_kind, actor_a, actor_b order by spell_number, first_day(started_on), coalesce(ended_on, '9999'));

-- check: spell_begun_by_an_event | core.spell | stop
select spell_id from core.spell where started_by not in (select event_id from out.event);

-- check: value_within_bounds | out.indicator | stop
select indicator_code || '|' || unit_id || '|' || period from out.indicator where lower > upper or value < lower or value > upper;

-- check: value_is_a_number | out.indicator | stop
select indicator_code || '|' || unit_id || '|' || period from out.indicator where isnan(value) or isinf(value);

-- check: shares_add_up | out.indicator | stop
select unit_id || '|' || period from out.indicator
where indicator_code = 'I6'
group by unit_kind, unit_id, period
having abs(sum(value) - 1) > 1e-9;

-- check: documents_add_up | out.coverage | stop
select 'documents' from (select sum(documents) as covered from out.coverage) where coalesce(covered, 0) <> (select count(*) from out.document);
