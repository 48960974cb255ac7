-- For every revision the coding in force: that of the newest codebook version. Tombstones are never coded.
-- known_at: instant of the revision; next_at: instant of the next coded revision of the document, which closes its reports.
with coding as (
    select coded.revision_id, coded.document_id, coded.codebook_version, document.fetched_at as known_at
    from core.coded as coded
    join raw.document as document using (revision_id)
    where not document.is_tombstone
    qualify row_number() over (partition by coded.revision_id order by version_key(coded.codebook_version) desc, coded.coder desc) = 1
)
select
    revision_id, document_id, codebook_version, known_at,
    lead(known_at) over revisions as next_at,
    lead(revision_id) over revisions as next_revision_id,
    lead(codebook_version) over revisions as next_codebook_version
from coding
window revisions as (partition by document_id order by known_at, revision_id)
