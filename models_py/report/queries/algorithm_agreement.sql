-- One row per pair of algorithms, both ways.
select algorithm, other_algorithm, adjusted_rand_index
from marts.algorithm_agreement
order by algorithm, other_algorithm
