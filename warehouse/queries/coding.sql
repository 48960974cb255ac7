-- Codings that were in force, each from known_at until next_at, when the document's next coding took its place.
-- A revision counts from the instant it was fetched, a recoding of it from the recoding's own; a recoding of a revision that had been
-- replaced by then, or by an older codebook, never counts. Tombstones are never coded.
with coded as (
    select
        coded.revision_id, coded.document_id, coded.codebook_version, document.fetched_at as revised_at,
        version_key(coded.codebook_version) as version,
        case
            when coded.recorded_at = min(coded.recorded_at) over (partition by coded.revision_id) then document.fetched_at
            else greatest(coded.recorded_at, document.fetched_at)
        end as known_at
    from core.coded as coded
    join raw.document as document using (revision_id)
    where not document.is_tombstone
),
first_at_instant as (
    select *
    from coded
    qualify row_number() over (partition by revision_id, known_at order by version desc, codebook_version desc) = 1
),
counted as (
    select *
    from first_at_instant
    qualify revised_at = max(revised_at) over (partition by document_id order by known_at, revised_at)
        and version = max(version) over (partition by revision_id order by known_at, version)
)
select
    revision_id, document_id, codebook_version, known_at,
    count(*) over (partition by revision_id) > 1 as is_recoded,
    lead(known_at) over codings as next_at,
    lead(revision_id) over codings as next_revision_id,
    lead(codebook_version) over codings as next_codebook_version
from counted
window codings as (partition by document_id order by known_at, revised_at, revision_id)
