{# Whether the models of an adapter are wanted: those of others are disabled, and those of inputs that
   the shop does not have.

   adapter  a folder of models/staging.
   input    an input of the contract, see input_contract(); none = any. #}
{% macro reads(adapter, input="orders") %}
    {{ return(shop().adapter == adapter and input in shop().inputs) }}
{% endmacro %}
