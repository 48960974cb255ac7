create or replace macro as_of(instant) as table
    with held as (
        from out.event union all by name from out.event_history
    )
    select * replace (
        realis in ('occurred', 'ongoing') and channel is not null as is_contact,
        cast(null as timestamp) as retracted_at
    )
    from held
    where recorded_at <= instant and (retracted_at is null or retracted_at > instant)
    order by event_id;
comment on macro table as_of is 'out.event as the record held it at an instant (UTC): from as_of(timestamp ''2026-05-01'').';

create or replace macro reports_as_of(instant) as table
    select * from out.event_report_version
    where recorded_at <= instant and (retracted_at is null or retracted_at > instant)
    order by event_id, report_id;
comment on macro table reports_as_of is 'Which report counted under which event at an instant (UTC).';

create or replace macro find_actor(wanted) as table
    with hit as (
        select actor_id, min(case when name_key = name_key(wanted) then 0 when starts_with(name_key, name_key(wanted)) then 1 else 2 end) as distance
        from out.actor_name
        where contains(name_key, name_key(wanted))
        group by actor_id
    )
    select actor.* from hit join out.actor as actor using (actor_id)
    order by hit.distance, actor.n_events desc, actor.actor_id;
comment on macro table find_actor is 'Actors by a name in any script, best first: from find_actor(''Сарагоса'').';
