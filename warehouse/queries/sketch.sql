-- Sketches of the texts in `incoming_document`: the 64 smallest hashes of its shingles, three words each; in scripts without spaces every
-- character is a word. hash() may differ between versions of DuckDB, so the hash of the schema names the version: another one starts anew.
with word as (
    select
        revision_id,
        list_filter(
            string_split(
                regexp_replace(
                    regexp_replace(lower(text), '[^\p{L}\p{M}\p{N}]+', ' ', 'g'),
                    '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])', ' \1 ', 'g'
                ),
                ' '
            ),
            lambda word: word <> ''
        ) as words
    from incoming_document
    where text is not null and not is_tombstone
),
shingle as (
    select
        revision_id,
        list_sort(list_transform(
            range(1, len(words) - 1), lambda place: (hash(words[place], words[place + 1], words[place + 2]) % 4294967296)::bigint
        )) as hashes
    from word
),
told_once as (
    select revision_id, list_filter(hashes, lambda hash, place: hash is distinct from hashes[place - 1]) as hashes
    from shingle
)
select revision_id, len(hashes) as shingle_count, hashes[1:64] as hashes
from told_once
where len(hashes) >= 20
