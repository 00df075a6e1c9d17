-- The figures in the text of README and docs, by name; see tools/fill_figures.py.

-- name: customers
select count(*) from marts.customer_features
