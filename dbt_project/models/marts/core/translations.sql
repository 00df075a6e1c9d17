with
    texts as (select * from {{ ref("text_translations") }}),

    final as (select language, source_text, translated_text from texts)

select *
from final
