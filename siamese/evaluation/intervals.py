"""95 % intervals and threshold-free figures of distances.

Distances: 0 is identical, larger is less alike, so "near" ones should be smaller than "far" ones.
"""

import numpy as np

Z = 1.959964  # 97.5 % quantile of the normal distribution


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's score interval of a share measured in `n` independent trials.

    Unlike share ± 1.96 standard errors it stays in [0, 1], and it has a width where no trial went wrong.
    """
    centre = share + Z**2 / (2 * n)
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(0.0, float((centre - half) / (1 + Z**2 / n))), min(1.0, float((centre + half) / (1 + Z**2 / n)))


def clustered(correct: np.ndarray, cluster: np.ndarray) -> tuple[float, float]:
    """Wilson's interval for trials that come in clusters, such as the queries of one episode.

    Trials of a cluster share drawings and fail together, so they count as fewer: as many independent ones as
    would give the variance seen between the clusters (Kish's effective sample size), at most all of them. The
    interval says how well the mean over this data is known, not how another alphabet would do.

    Args:
        correct: bool, shape `(n,)`.
        cluster: int, shape `(n,)`, the cluster that each belongs to.
    """
    share, n = correct.mean(), correct.size
    _, number = np.unique(cluster, return_inverse=True)
    apart = np.bincount(number, correct - share)
    if len(apart) > 1:
        variance = (apart**2).sum() / n**2 * len(apart) / (len(apart) - 1)
        if variance > 0:
            n = min(n, share * (1 - share) / variance)
    return wilson(float(share), n)


def auroc(near: np.ndarray, far: np.ndarray) -> float:
    """The probability that a near pair's distance is smaller than a far pair's; ties count half."""
    far = np.sort(far)
    larger = len(far) - np.searchsorted(far, near, side="right")
    ties = len(far) - np.searchsorted(far, near, side="left") - larger
    return float((larger + ties / 2).mean() / len(far))


def fpr_at_tpr(near: np.ndarray, far: np.ndarray, tpr: float = 0.95) -> float:
    """The share of far pairs accepted at the smallest limit that accepts at least `tpr` of the near ones."""
    limit = np.quantile(near, tpr, method="inverted_cdf")
    return float((far <= limit).mean())


def equal_error_rate(near: np.ndarray, far: np.ndarray) -> float:
    """The error at the limit where as large a share of near pairs is refused as of far pairs is accepted."""
    limits = np.unique(np.concatenate([near, far]))
    refused = 1 - np.searchsorted(np.sort(near), limits, side="right") / len(near)
    accepted = np.searchsorted(np.sort(far), limits, side="right") / len(far)
    closest = np.abs(refused - accepted).argmin()
    return float((refused[closest] + accepted[closest]) / 2)
