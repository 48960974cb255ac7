-- out.source_day: watched days of each source.
-- grain: source_id, day
-- reads: ops.source_day
select source_id, actor_id, day, status, listed_count, fetched_count, failed_count
from ops.source_day
order by source_id, day
