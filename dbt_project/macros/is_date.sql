{# Whether a text is a day of the calendar, YYYY-MM-DD, with a time HH:MM:SS where that may be. #}
{% macro is_date(text, with_time=false) %}
    {% set pattern = "^(?!0000)(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])" ~ (
        "( ([01]\d|2[0-3]):[0-5]\d:[0-5]\d)?" if with_time else ""
    ) %}
    {% set match = modules.re.fullmatch(pattern, text) %}
    {% if not match %} {{ return(false) }} {% endif %}
    {% set month_start = modules.datetime.date(
        match.group(1) | int, match.group(2) | int, 1
    ) %}
    {% set day = month_start + modules.datetime.timedelta(
        days=(match.group(3) | int) - 1
    ) %}
    {{ return(day.month == month_start.month) }}
{% endmacro %}
