-- The moment from which the standing questions look back, and the days from which they do.
{{ reporting_moment() }}
