-- core.spell: states of ties, memberships and offices, each from the event that brought it about to the next.
-- grain: spell_id
-- reads: core.tie_change, core.dyad_event, core.observed_month, out.event
-- note: what only repeats a state opens no spell; an intent between two that have a tie in force opens none either.
with placed as (
    select
        *, first_day(changed_on) as changed_day,
        last_value(case
            when state in ('in_force', 'renewed', 'member', 'open') then true
            when state in ('terminated', 'expired', 'annulled', 'left', 'closed') then false
        end ignore nulls) over (
            partition by spell_kind, actor_a, actor_b order by first_day(changed_on), recorded_at, event_id
            rows between unbounded preceding and 1 preceding
        ) as was_up
    from core.tie_change
),
told as (
    select * from placed
    where not (coalesce(was_up, false) and state in ('proposed', 'authorised', 'signed_pending', 'in_force'))
    qualify lag(state) over (partition by spell_kind, actor_a, actor_b order by changed_day, recorded_at, event_id) is distinct from state
),
standing as (
    select
        spell_kind, actor_a, actor_b, country_a, country_b, state, changed_day,
        lead(changed_day) over (partition by spell_kind, actor_a, actor_b order by changed_day, recorded_at, event_id) as until_day
    from told
    where spell_kind in ('twinning', 'accord')
    qualify state in ('in_force', 'renewed')
),
meeting as (
    -- Any event of the two keeps a tie awake.
    select
        standing.*, pair.event_id, event.recorded_at, coalesce(event.event_on, event.published_on) as met_on, event.event_on is not null as is_dated,
        first_day(coalesce(event.event_on, event.published_on)) as met_day
    from standing
    join core.dyad_event as pair using (actor_a, actor_b)
    join out.event as event on event.event_id = pair.event_id
    where first_day(coalesce(event.event_on, event.published_on)) >= standing.changed_day
      and (standing.until_day is null or first_day(coalesce(event.event_on, event.published_on)) <= standing.until_day)
),
gap as (
    select
        *,
        lead(met_day) over meetings as next_day, lead(met_on) over meetings as next_on, lead(event_id) over meetings as next_event_id,
        lead(is_dated) over meetings as next_is_dated, lead(recorded_at) over meetings as next_recorded_at
    from meeting
    window meetings as (partition by spell_kind, actor_a, actor_b, changed_day order by met_day, recorded_at, event_id)
),
silence as (
    select
        gap.spell_kind, gap.actor_a, gap.actor_b, gap.changed_day, gap.event_id, any_value(columns(gap.* exclude (spell_kind, actor_a, actor_b, changed_day, event_id)))
    from gap
    join core.observed_month as a on a.actor_id = gap.actor_a and a.month > gap.met_day and a.month <= gap.met_day + interval 36 month
    join core.observed_month as b on b.actor_id = gap.actor_b and b.month = a.month
    where (gap.until_day is null or gap.met_day < gap.until_day)
      and (gap.next_day is null or gap.next_day >= gap.met_day + interval 36 month)
    group by gap.spell_kind, gap.actor_a, gap.actor_b, gap.changed_day, gap.event_id
    having count(*) >= 36
),
change as (
    select spell_kind, actor_a, actor_b, country_a, country_b, event_id, state, changed_on, changed_day, is_dated, false as is_inferred, recorded_at
    from told
    union all
    select
        spell_kind, actor_a, actor_b, country_a, country_b, event_id, 'dormant', strftime(met_day + interval 36 month, '%Y-%m'),
        cast(met_day + interval 36 month as date), false, true, recorded_at
    from silence
    union all
    -- The next event wakes the tie up; where it changes the state itself, its own row is enough.
    select
        spell_kind, actor_a, actor_b, country_a, country_b, next_event_id, state, next_on, next_day, next_is_dated, false, next_recorded_at
    from silence
    where next_day is not null and next_day is distinct from until_day
),
spell as (
    select
        *,
        lead(changed_on) over spells as ended_on,
        lead(event_id) over spells as ended_by,
        row_number() over spells as spell_rank,
        coalesce(lag(state) over spells in ('terminated', 'expired', 'annulled', 'left', 'closed'), false) as is_anew
    from change
    window spells as (partition by spell_kind, actor_a, actor_b order by changed_day, recorded_at, event_id)
)
select
    left(md5(concat_ws('|', spell_kind, actor_a, actor_b, event_id, state)), 16) as spell_id,
    spell_kind, actor_a, actor_b, country_a, country_b,
    1 + sum(is_anew::bigint) over (
        partition by spell_kind, actor_a, actor_b order by changed_day, recorded_at, event_id
    )::bigint as spell_number,
    state, changed_on as started_on, ended_on, event_id as started_by, ended_by, is_dated, is_inferred,
    spell_rank = 1 and state in ('renewed', 'suspended', 'terminated', 'expired', 'annulled', 'left', 'closed') as is_left_truncated
from spell
order by spell_kind, actor_a, actor_b, changed_day, spell_id
