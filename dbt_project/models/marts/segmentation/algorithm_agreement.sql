with
    segment_pairs as (select * from {{ ref("segment_overlaps") }}),

    final as (
        {{
            adjusted_rand_index(
                "segment_pairs",
                ["algorithm", "other_algorithm"],
                "segment_id",
                "other_segment_id",
            )
        }}
    )

select *
from final
