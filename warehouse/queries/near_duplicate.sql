-- For each new revision the earlier one of another document that it repeats most, if their shingles have a Jaccard similarity of 0.3.
-- Candidates share one of their 8 smallest hashes; of many that do, the last two before it and the first. So a revision is compared
-- with a bounded number of others, and never with what the record did not know yet. In the order of that knowledge.
with known as (
    select
        first_coding.revision_id, first_coding.document_id, first_coding.known_at, sketch.hashes,
        duplicate.revision_id is null as is_new, coalesce(duplicate.group_id, first_coding.document_id) as group_id
    from (select revision_id, document_id, min(known_at) as known_at from coding group by revision_id, document_id) as first_coding
    join core.sketch as sketch using (revision_id)
    left join core.duplicate as duplicate using (revision_id)
),
bottom as (
    select revision_id, known_at, is_new, unnest(hashes[1:8]) as hash
    from known
),
shared as (
    select * from bottom where hash in (select hash from bottom where is_new)
),
meeting as (
    select
        revision_id, is_new,
        [lag(revision_id, 1) over meetings, lag(revision_id, 2) over meetings, first_value(revision_id) over meetings] as earlier_ids
    from shared
    window meetings as (partition by hash order by known_at, revision_id)
),
candidate as (
    select distinct revision_id, unnest(earlier_ids) as earlier_id
    from meeting
    where is_new
),
compared as (
    -- Of two sorted lists in one the hashes that both have stand side by side.
    select
        candidate.revision_id, candidate.earlier_id, later.known_at, earlier.known_at as earlier_at, earlier.group_id,
        list_sort(list_concat(later.hashes, earlier.hashes)) as hashes
    from candidate
    join known as later on later.revision_id = candidate.revision_id
    join known as earlier on earlier.revision_id = candidate.earlier_id
    where later.document_id <> earlier.document_id
),
counted as (
    select
        * exclude (hashes),
        list_filter(hashes, lambda hash, place: hash is distinct from hashes[place - 1])[1:64] as both_hashes,
        list_filter(hashes, lambda hash, place: hash is not distinct from hashes[place - 1]) as common_hashes
    from compared
),
resembling as (
    -- Of the smallest hashes of both together, the share that both have: an unbiased estimate (Broder 1997).
    select
        revision_id, earlier_id, known_at, earlier_at, group_id,
        len(list_filter(common_hashes, lambda hash: hash <= both_hashes[-1])) / len(both_hashes) as similarity
    from counted
)
select revision_id, earlier_id, group_id, similarity
from resembling
where similarity >= 0.3
qualify row_number() over (partition by revision_id order by similarity desc, earlier_at, earlier_id) = 1
order by known_at, revision_id
