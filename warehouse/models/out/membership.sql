-- out.membership: states of memberships of networks.
-- grain: spell_id
-- reads: core.spell
select
    spell_id, actor_a as member_id, actor_b as network_id, country_a as member_country, country_b as network_country,
    spell_number as membership_number, state, started_on, ended_on, started_by, ended_by, is_dated, is_inferred, is_left_truncated
from core.spell
where spell_kind = 'membership'
order by spell_id
