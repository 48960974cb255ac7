-- out.event_redirect: ids no longer in use.
-- grain: event_id
-- reads: core.redirect
select event_id, successor_id, recorded_at
from core.redirect
order by event_id
