with final as (select * from {{ ref("int_stability_agreements") }}) select * from final
