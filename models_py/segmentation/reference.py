"""What a silhouette is compared with: customers without joint structure, and its own error."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import cdist

from segmentation.evaluation import evaluated_points, silhouette_coefficients, silhouettes
from segmentation.points import NOISE, check_points


def independent_columns(
    points: ArrayLike, weights: ArrayLike, customer_count: int, generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return customers with the distribution of each feature, and nothing that joins two features.

    Of each feature the customers at even quantiles are taken, and their values are shuffled on
    their own: what the permutation of every column is for points that stand for one customer each.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        customer_count: number of customers to return, at least 1.
        generator: of the permutations.

    Returns:
        Their distinct points, shape (n, n_features), in ascending order, and how many are at each.
    """
    points, weights = check_points(points, weights)
    shares = (np.arange(customer_count) + 0.5) / customer_count
    columns = []
    for values in points.T:
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weights[order]) / weights.sum()
        found = np.minimum(np.searchsorted(reached, shares), len(values) - 1)
        columns.append(generator.permutation(values[order][found]))
    distinct, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    return distinct, counts.astype(np.float64)


def null_silhouettes(
    points: ArrayLike,
    weights: ArrayLike,
    fit_labelings: Callable[[NDArray, NDArray], Sequence[NDArray[np.int64]]],
    random_state: int,
    replicate_count: int = 10,
    max_customers: int = 5_000,
) -> NDArray[np.float64]:
    """Silhouettes of the same fits on customers whose features are independent of each other.

    The reference of Tibshirani, Walther and Hastie (2001, "Estimating the number of clusters in a
    data set via the gap statistic") is uniform; here each feature keeps its own distribution, so
    that what is found beyond it is how features go together.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.
        fit_labelings: see prediction_strengths.
        random_state: seed of the permutations.
        replicate_count: number of permutations.
        max_customers: the most customers of a permutation.

    Returns:
        Shape (replicate_count, n_labelings); nan where a labeling has fewer than two clusters.
    """
    generator = np.random.default_rng(random_state)
    customer_count = int(min(np.sum(weights), max_customers))
    found = []
    for _ in range(replicate_count):
        null = independent_columns(points, weights, customer_count, generator)
        found.append(silhouettes(*null, fit_labelings(*null)))
    return np.array(found)


def silhouette_errors(
    points: ArrayLike,
    weights: ArrayLike,
    labelings: ArrayLike,
    random_state: int,
    replicate_count: int = 100,
    max_evaluated: int = 500,
) -> NDArray[np.float64]:
    """Sampling error of each silhouette: its standard deviation over bootstraps of the customers.

    As many customers as there are are drawn with replacement (Efron 1979), the partition held; a
    systematic sample of them stands for all. That the centroids would move with the customers too
    changes nothing that can be seen.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), whole numbers of customers.
        labelings: shape (n_labelings, n_points), see silhouettes.
        random_state: seed of the bootstraps.
        replicate_count: number of bootstraps.
        max_evaluated: the most points that stand for all.

    Returns:
        Shape (n_labelings,); nan for a labeling with fewer than two clusters in a bootstrap.
    """
    points, weights = check_points(points, weights)
    chosen, shares = evaluated_points(weights, max_evaluated)
    generator = np.random.default_rng(random_state)
    counts = generator.multinomial(int(weights.sum()), shares, size=replicate_count).astype(float)
    distances = cdist(points[chosen], points[chosen])
    errors = []
    for labels in np.asarray(labelings, dtype=np.int64).reshape(-1, len(points))[:, chosen]:
        clustered = labels != NOISE
        found, own = np.unique(labels[clustered], return_inverse=True)
        members = own == np.arange(len(found))[:, None]
        near = distances[np.ix_(clustered, clustered)]
        replicates = []
        for drawn in counts[:, clustered]:
            sizes = members @ drawn
            if len(found) < 2 or not sizes.all():
                replicates.append(np.nan)
                continue
            coefficients = silhouette_coefficients(near @ (members * drawn).T, sizes, own)
            replicates.append(coefficients @ drawn / drawn.sum())
        errors.append(np.std(replicates, ddof=1))
    return np.array(errors)
