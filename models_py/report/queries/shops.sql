-- One row: the shop, and how its amounts are written.
select shop, currency, locale
from marts.shops
