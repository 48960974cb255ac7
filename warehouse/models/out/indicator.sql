-- out.indicator: indicators of the codebook in long form.
-- grain: indicator_code, unit_kind, unit_id, period, series_code
-- reads: core.indicator_rate, core.indicator_breadth, core.indicator_depth, core.indicator_gatekeeper, core.indicator_mix, core.indicator_concentration, core.indicator_survival, core.observed_unit
with value as (
    from core.indicator_rate
    union all from core.indicator_breadth
    union all from core.indicator_depth
    union all from core.indicator_gatekeeper
    union all from core.indicator_mix
    union all from core.indicator_concentration
    union all from core.indicator_survival
)
select
    value.indicator_code, value.unit_kind, value.unit_id, value.period, value.series_code, value.value, value.lower, value.upper, value.n,
    case when value.unit_kind in ('actor', 'country', 'world') then coalesce(observed.observed_months, 0) end as observed_months
from value
left join core.observed_unit as observed using (unit_kind, unit_id, period)
order by value.indicator_code, value.unit_kind, value.unit_id, value.period, value.series_code
