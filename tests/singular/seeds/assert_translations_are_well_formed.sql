-- Every translation is into a language by its code, says something, and has the numbers of its
-- source: one that is missing would be lost, one too many could not be filled in.
with
    translations as (
        select
            *,
            list_sort(list_distinct(regexp_extract_all(source_text, '\{\d+\}'))) as numbers,
            list_sort(
                list_distinct(regexp_extract_all(translated_text, '\{\d+\}'))
            ) as translated_numbers
        from {{ ref("text_translations") }}
    )

select language, source_text, 'language is no code such as fr or pt-BR' as problem
from translations
where not regexp_full_match(language, '[a-z]{2,3}(-[A-Z]{2})?')
union all
select language, source_text, 'the translation is empty' as problem
from translations
where trim(translated_text) = ''
union all
select language, source_text, 'the translation has other numbers' as problem
from translations
where numbers <> translated_numbers
