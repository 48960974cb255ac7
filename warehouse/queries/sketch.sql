-- Sketches of the texts in `incoming_document`: the 64 smallest hashes of its shingles, three words each; in scripts without spaces every
-- character is a word. md5, not hash(): a sketch must be the same in every version of DuckDB.
with spaced as (
    select
        revision_id,
        regexp_replace(
            regexp_replace(lower(text), '[^\p{L}\p{M}\p{N}]+', ' ', 'g'),
            '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])', ' \1 ', 'g'
        ) as words
    from incoming_document
    where text is not null and not is_tombstone
),
word as (
    select revision_id, string_split_regex(trim(words), ' +') as words
    from spaced
),
shingle as (
    select
        revision_id,
        list_distinct(list_transform(
            range(1, len(words) - 1),
            lambda place: (md5_number_lower(concat(words[place], ' ', words[place + 1], ' ', words[place + 2])) % 4294967296)::bigint
        )) as hashes
    from word
)
select revision_id, len(hashes) as shingle_count, list_sort(hashes)[1:64] as hashes
from shingle
where len(hashes) >= 20
