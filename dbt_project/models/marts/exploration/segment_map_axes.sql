with
    components as (select * from {{ ref("ml_principal_components") }}),

    cells as (
        select max(x_cell_width) as x_cell_width, max(y_cell_width) as y_cell_width
        from {{ ref("int_point_cells") }}
    ),

    final as (
        select
            '{{ policy("recipe") }}' as recipe,
            components.axis,
            components.feature,
            components.loading,
            components.explained_variance_share,
            case
                when components.axis = 'x' then cells.x_cell_width else cells.y_cell_width
            end as cell_width
        from components
        cross join cells
    )

select *
from final
