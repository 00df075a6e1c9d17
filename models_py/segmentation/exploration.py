"""Statistics of weighted values and points that SQL has no functions for."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from segmentation.points import check_points

# The tests of normality, and the least number of values that each is defined for.
NORMALITY_TESTS = {"dagostino_pearson": 8, "anderson_darling": 3, "shapiro_wilk": 3}
AXES = ("x", "y")
# Loadings that differ by less count as equal where the largest is looked for.
LOADING_TOLERANCE = 1e-9


def kendall_tau_b(x: ArrayLike, y: ArrayLike, weights: ArrayLike) -> float:
    """Return Kendall's tau-b of weighted pairs: that of the pairs repeated as often as they weigh.

    Knight's (1966) method: n² pairs are not compared, but discordant ones counted while the rows,
    sorted by x, are sorted by y; here bit by bit of y, all blocks of equal higher bits at a time.
    Counts are whole numbers (of up to four billion in all), so the result does not depend on the
    order of the rows.

    Args:
        x: shape (n_rows,), values of which only the order counts.
        y: shape (n_rows,), likewise.
        weights: shape (n_rows,), how often each pair occurs; whole numbers, at least 1.

    Returns:
        From -1 to 1; nan where all x or all y are equal, or there are no pairs.

    Raises:
        ValueError: if the shapes differ, a value is nan, or a weight is no whole number above 0.
    """
    x, y, weights = np.asarray(x), np.asarray(y), np.asarray(weights)
    if not (x.ndim == 1 and x.shape == y.shape == weights.shape):
        raise ValueError(f"shapes are {x.shape}, {y.shape}, {weights.shape}; expected one length")
    if np.isnan(x).any() or np.isnan(y).any():
        raise ValueError("a value is nan; leave out pairs that are not known")
    counts = weights.astype(np.int64)
    if (counts != weights).any() or (counts < 1).any():
        raise ValueError("weights are not all whole numbers of at least 1")
    x_ranks, y_ranks = (np.unique(each, return_inverse=True)[1] for each in (x, y))
    order = np.lexsort((y_ranks, x_ranks))
    x_ranks, y_ranks, counts = x_ranks[order], y_ranks[order], counts[order]

    total = _pair_count(counts.sum())
    x_ties = _tied_pairs(np.diff(x_ranks, prepend=-1) != 0, counts)
    both = (np.diff(x_ranks, prepend=-1) != 0) | (np.diff(y_ranks, prepend=-1) != 0)
    both_ties = _tied_pairs(both, counts)
    by_y = np.argsort(y_ranks, kind="stable")
    y_ties = _tied_pairs(np.diff(y_ranks[by_y], prepend=-1) != 0, counts[by_y])
    if total in (x_ties, y_ties):
        return np.nan
    excess = total - x_ties - y_ties + both_ties - 2 * _discordant_pairs(y_ranks, counts)
    tau = excess / np.sqrt(float(total - x_ties)) / np.sqrt(float(total - y_ties))
    return float(np.clip(tau, -1, 1))


def _pair_count(count: int) -> int:
    """Return the number of pairs of so many; a Python number, which has no largest."""
    return int(count) * (int(count) - 1) // 2


def _tied_pairs(is_first: NDArray[np.bool_], counts: NDArray[np.int64]) -> int:
    """Return the number of pairs within runs of rows, each of which begins where is_first."""
    if not len(counts):
        return 0
    sizes = np.add.reduceat(counts, np.flatnonzero(is_first))
    return int((sizes * (sizes - 1) // 2).sum())


def _discordant_pairs(ranks: NDArray[np.int64], counts: NDArray[np.int64]) -> int:
    """Return the number of pairs whose earlier row has the greater rank."""
    found = 0
    for bit in reversed(range(int(ranks.max(initial=0)).bit_length())):
        # blocks have equal higher bits, and in them the rows are in the order that was given
        prefixes, is_one = ranks >> (bit + 1), (ranks >> bit & 1).astype(bool)
        is_first = np.diff(prefixes, prepend=-1) != 0
        starts = np.flatnonzero(is_first)
        block = np.cumsum(is_first) - 1
        ones = np.cumsum(np.where(is_one, counts, 0))
        before_block = np.where(starts > 0, ones[starts - 1], 0)
        greater = ones[~is_one] - before_block[block[~is_one]]
        found += int((greater * counts[~is_one]).sum())
        # within a block, those without the bit come first
        positions = np.arange(len(ranks))
        zeros = np.cumsum(~is_one)
        zeros_before = np.where(starts > 0, zeros[starts - 1], 0)
        zeros_in = np.add.reduceat((~is_one).astype(np.int64), starts)
        zero_number = zeros - zeros_before[block]
        target = np.where(
            is_one,
            positions - zero_number + zeros_in[block],
            starts[block] + zero_number - 1,
        )
        ranks_now, counts_now = np.empty_like(ranks), np.empty_like(counts)
        ranks_now[target], counts_now[target] = ranks, counts
        ranks, counts = ranks_now, counts_now
    return found


class NormalityTest(NamedTuple):
    """The outcome of a test whether values are drawn from a normal distribution.

    Attributes:
        test: its name, a key of NORMALITY_TESTS.
        least_sample_size: the least number of values that it is defined for.
        sample_size: number of values.
        statistic: nan where the values are too few or equal.
        p_value: nan likewise.
    """

    test: str
    least_sample_size: int
    sample_size: int
    statistic: float
    p_value: float


def normality_tests(values: ArrayLike) -> list[NormalityTest]:
    """Test whether values are drawn from a normal distribution, in three ways.

    D'Agostino and Pearson's (1973) omnibus test of skewness and kurtosis, Anderson and Darling's
    (1952), whose p value is interpolated in a table from 0.01 to 0.15, and Shapiro and Wilk's
    (1965), whose p value is accurate up to 5,000 values.

    Args:
        values: shape (n_values,), without nan.
    """
    values = np.asarray(values, dtype=np.float64)
    functions = {
        "dagostino_pearson": stats.normaltest,
        "anderson_darling": lambda sample: stats.anderson(sample, "norm", method="interpolate"),
        "shapiro_wilk": stats.shapiro,
    }
    tests = []
    for test, least in NORMALITY_TESTS.items():
        statistic = p_value = np.nan
        if len(values) >= least and np.ptp(values) > 0:
            result = functions[test](values)
            statistic, p_value = float(result.statistic), float(result.pvalue)
        tests.append(NormalityTest(test, least, len(values), statistic, p_value))
    return tests


class PrincipalComponents(NamedTuple):
    """The directions in which weighted points differ most.

    Attributes:
        means: shape (n_features,), the mean of the points.
        loadings: shape (2, n_features), unit vectors; the second is 0 if there is one feature.
        shares: shape (2,), the share of the variance along each; nan if all points are equal.
    """

    means: NDArray[np.float64]
    loadings: NDArray[np.float64]
    shares: NDArray[np.float64]


def principal_components(points: ArrayLike, weights: ArrayLike) -> PrincipalComponents:
    """Return the first two principal components of weighted points.

    The sign of a component is such that its largest loading is positive; of equally large ones
    the first.

    Args:
        points: shape (n_points, n_features), scaled feature values.
        weights: shape (n_points,), the number of customers at each point.

    Raises:
        ValueError: if the points are unfit (see check_points).
    """
    points, weights = check_points(points, weights)
    means = weights @ points / weights.sum()
    centred = points - means
    covariance = (centred * weights[:, None]).T @ centred / weights.sum()
    variances, vectors = np.linalg.eigh(covariance)
    loadings, shares = np.zeros((len(AXES), points.shape[1])), np.zeros(len(AXES))
    count = min(len(AXES), points.shape[1])
    loadings[:count] = vectors.T[::-1][:count]
    sizes = np.abs(loadings)
    largest = (sizes >= sizes.max(axis=1, keepdims=True) - LOADING_TOLERANCE).argmax(axis=1)
    loadings *= np.where(np.take_along_axis(loadings, largest[:, None], axis=1) < 0, -1, 1)
    total = np.trace(covariance)
    shares[:count] = np.clip(variances[::-1][:count], 0, None)
    return PrincipalComponents(means, loadings, shares / total if total > 0 else shares * np.nan)
