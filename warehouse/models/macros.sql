create or replace macro first_day(day) as
    cast(case length(day) when 4 then day || '-01-01' when 7 then day || '-01' else day end as date);
comment on macro first_day is 'First day of a date cut to year, month or day: first_day(''2024-05'') is 2024-05-01.';

create or replace macro last_day_of(day) as
    cast(case length(day)
        when 4 then cast(day || '-12-31' as date)
        when 7 then last_day(cast(day || '-01' as date))
        else cast(day as date)
    end as date);
comment on macro last_day_of is 'Last day of a date cut to year, month or day: last_day_of(''2024-05'') is 2024-05-31.';

create or replace macro placed_on(event_on, published_on, impute := true) as
    case
        when length(event_on) >= 7 then first_day(event_on)
        when event_on is null and impute and length(published_on) >= 7 then first_day(published_on)
    end;
comment on macro placed_on is 'Day by which an act is counted: its own date, else (unless impute := false) that of publication; null when known to the year only.';

create or replace macro placed_in_year(event_on, published_on, impute := true) as
    cast(left(case when event_on is null and impute then published_on else event_on end, 4) as bigint);
comment on macro placed_in_year is 'Year by which an act is counted: of its own date, else (unless impute := false) of publication.';

create or replace macro name_key(name) as trim(lower(strip_accents(name)));
comment on macro name_key is 'What find_actor compares: lower case, no accents.';

create or replace macro version_key(version) as
    list_transform(string_split(version, '.'), lambda part: coalesce(try_cast(regexp_extract(part, '^[0-9]+') as bigint), 0));
comment on macro version_key is 'A version as numbers, so that 0.10.0 sorts after 0.9.0.';

create or replace macro relation_strength(relation) as list_position(
    ['opposed', 'circumvented', 'mandated', 'mediated', 'accompanied', 'authorised', 'informed', 'not_mentioned'], relation);
create or replace macro relation_of(strength) as (
    ['opposed', 'circumvented', 'mandated', 'mediated', 'accompanied', 'authorised', 'informed', 'not_mentioned'])[strength];
comment on macro relation_of is 'The national relation of a rank: the reverse of relation_strength.';

comment on macro relation_strength is 'Rank of a national relation, 1 the strongest: of several told the strongest is kept.';

create or replace macro gini(amounts) as
    2 * list_sum(list_transform(list_sort(cast(amounts as double[])), lambda amount, rank: rank * amount))
    / (len(amounts) * list_sum(cast(amounts as double[]))) - (len(amounts) + 1) / len(amounts);
comment on macro gini is 'Gini coefficient of a list of amounts, zeros included: gini(list(contacts)). 0 is even, near 1 all with one.';

create or replace macro hhi(amounts) as
    list_sum(list_transform(cast(amounts as double[]), lambda amount: amount * amount)) / list_sum(cast(amounts as double[])) ** 2;
comment on macro hhi is 'Herfindahl-Hirschman index of a list of amounts: the sum of the squared shares.';

create or replace macro top_share(amounts, k) as
    list_sum(list_reverse_sort(cast(amounts as double[]))[1:k]) / list_sum(cast(amounts as double[]));
comment on macro top_share is 'Share of the k largest in the sum of a list of amounts.';
