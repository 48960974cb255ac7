-- out.tie: states of agreements between two actors.
-- grain: spell_id
-- reads: core.spell
select
    spell_id, spell_kind as tie_kind, actor_a, actor_b, country_a, country_b, spell_number as tie_number, state, started_on, ended_on, started_by,
    ended_by, is_dated, is_inferred, is_left_truncated
from core.spell
where spell_kind in ('twinning', 'accord')
order by spell_id
