-- Who lacks a value that others have, and that has a segment of its own, is in that segment by
-- every
-- algorithm but rfm, and nobody else is; so no name or action speaks of a review that nobody wrote.
with
    unknown as (
        {%- for entry in recipe_features(policy("recipe")) if entry.unknown_segment_id %}
            select customer_unique_id, {{ entry.unknown_segment_id }} as segment_id
            from {{ ref("customer_features") }}
            where
                {{ entry.feature }} is null
                and (select count({{ entry.feature }}) from {{ ref("customer_features") }}) > 0
            union
        {%- endfor %}
        select cast(null as varchar) as customer_unique_id, cast(null as integer) as segment_id
        where false
    )

select segments.algorithm, customer_unique_id, segments.segment_id
from {{ ref("customer_segments") }} as segments
-- left join: most customers have all values
left join unknown using (customer_unique_id)
where
    segments.algorithm <> 'rfm'
    and (segments.segment_id < 0 or unknown.segment_id is not null)
    and segments.segment_id is distinct from unknown.segment_id
