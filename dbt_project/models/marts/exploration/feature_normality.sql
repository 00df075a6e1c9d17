{% set significance = 0.05 %}
{# from so many customers on even a harmless deviation is found #}
{% set many = 1000 %}

with
    tested as (select * from {{ ref("ml_feature_normality") }}),

    final as (
        select
            recipe,
            feature,
            stage,
            test,
            cast(sample_size as integer) as sample_size,
            statistic,
            p_value,
            p_value < {{ significance }} as is_rejected,
            case
                when sample_size < least_sample_size
                then
                    'Not tested: the test needs '
                    || least_sample_size
                    || ' values and there are '
                    || sample_size
                    || '.'
                when p_value is null
                then 'Not tested: all ' || sample_size || ' values are equal.'
                when p_value < {{ significance }} and sample_size >= {{ many }}
                then
                    'Not normal. With '
                    || sample_size
                    || ' customers even a harmless deviation is rejected, so look at the skewness.'
                when p_value < {{ significance }}
                then
                    'Not normal. With '
                    || sample_size
                    || ' customers only a clear deviation is rejected.'
                when sample_size >= {{ many }}
                then
                    'Close to normal. With '
                    || sample_size
                    || ' customers even a harmless deviation would have been rejected.'
                else
                    'Not rejected, which is no proof. With '
                    || sample_size
                    || ' customers a deviation may go unnoticed.'
            end as meaning
        from tested
    )

select *
from final
