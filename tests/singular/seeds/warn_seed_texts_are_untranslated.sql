-- Warns of names, actions, features and traits of the seeds that a language of text_translations
-- lacks. Not an error: a shop may edit its names and want them in one language only.
{{ config(severity="warn") }}

with
    texts as (
        {%- for seed, column in [
            ("rfm_segments", "segment_name"),
            ("rfm_segments", "recommended_action"),
            ("segment_naming_rules", "segment_name"),
            ("segment_naming_rules", "recommended_action"),
            ("campaigns", "campaign"),
            ("campaigns", "recommended_action"),
            ("campaigns", "action_reason"),
            ("feature_traits", "feature"),
            ("feature_traits", "high_trait"),
            ("feature_traits", "low_trait"),
            ("feature_traits", "higher_trait"),
            ("feature_traits", "lower_trait"),
        ] %}
            select {{ column }} as source_text from {{ ref(seed) }} {{ "union" if not loop.last }}
        {%- endfor %}
        {%- if reads("olist") %}
            union
            select product_category_name_english
            from {{ ref("product_category_translations") }}
            union
            select region
            from {{ ref("brazilian_states") }}
        {%- endif %}
    ),

    languages as (select distinct language from {{ ref("text_translations") }})

select languages.language, texts.source_text
from texts
cross join languages
left join {{ ref("text_translations") }} as translations using (language, source_text)
where translations.source_text is null
