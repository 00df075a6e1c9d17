-- Warns of names, actions, features and traits of the seeds that a language of text_translations
-- lacks. Not an error: a shop may edit its names and want them in one language only.
{{ config(severity="warn") }}

with
    texts as (
        select segment_name as source_text
        from {{ ref("rfm_segments") }}
        union
        select recommended_action as source_text
        from {{ ref("rfm_segments") }}
        union
        select segment_name as source_text
        from {{ ref("segment_naming_rules") }}
        union
        select recommended_action as source_text
        from {{ ref("segment_naming_rules") }}
        union
        select product_category_name_english as source_text
        from {{ ref("product_category_translations") }}
        union
        select region as source_text
        from {{ ref("brazilian_states") }}
        {%- for column in (
                "feature",
                "high_trait",
                "low_trait",
                "higher_trait",
                "lower_trait",
            ) %}
            union
            select {{ column }} as source_text
            from {{ ref("feature_traits") }}
        {%- endfor %}
    ),

    languages as (select distinct language from {{ ref("text_translations") }})

select languages.language, texts.source_text
from texts
cross join languages
left join {{ ref("text_translations") }} as translations using (language, source_text)
where translations.source_text is null
