-- out.office: states of representations abroad.
-- grain: spell_id
-- reads: core.spell
select
    spell_id, actor_a as sender_id, actor_b as host_id, country_a as sender_country, country_b as host_country, spell_number as office_number,
    state, started_on, ended_on, started_by, ended_by, is_dated, is_inferred, is_left_truncated
from core.spell
where spell_kind = 'office'
order by spell_id
