"""Writes combined-reference.json: values by scipy and statsmodels that the tests compare ours with.

    pip install scipy==1.17.1 statsmodels==0.15.0 && python combined-reference.py > combined-reference.json
"""

import json

import numpy as np
import scipy
import statsmodels
from scipy.optimize import brentq
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

# Strata as (objects, resolved, right).
STRATA = [
    [(750, 100, 73)],
    [(900, 90, 81), (100, 90, 44)],
    [(300, 12, 12), (300, 15, 14), (320, 11, 9), (80, 80, 31)],
    [(200, 15, 15), (200, 14, 14), (300, 13, 13)],
    [(1500, 40, 0), (500, 20, 1), (20, 20, 0)],
    [(2000, 60, 59), (1000, 45, 40), (600, 200, 120), (35, 35, 2), (12, 12, 1)],
    [(50, 49, 30), (51, 50, 50)],
    [(5000, 1, 1), (4000, 3, 0), (1000, 400, 222)],
    [(100000, 300, 299), (50000, 250, 240), (20000, 900, 500)],
]
LEVELS = [0.8, 0.95, 0.99]
PAIRS = [(38, 40, 80, 100), (80, 100, 38, 40), (50, 50, 45, 50), (0, 30, 1, 30), (700, 1000, 350, 480), (1, 1, 0, 1)]


def most_likely(x, m, weight, pull):
    """The accuracies that maximize the likelihood minus pull times the mean, each root by bisection."""
    found = []
    for right, answers, w in zip(x, m, weight):
        slope = lambda q: right / q - (answers - right) / (1 - q) - pull * w
        edges = (1e-15, 1 - 1e-15)
        if slope(edges[0]) <= 0:
            found.append(0.0)
        elif slope(edges[1]) >= 0:
            found.append(1.0)
        else:
            found.append(brentq(slope, *edges, xtol=1e-16, rtol=1e-15))
    return np.array(found)


def interval(strata, level, finite):
    """Both ends as fixed points: the end of statsmodels' Wilson interval whose n is the effective n at that very end."""
    N, m, x = np.array(strata, dtype=float).T
    weight = N / N.sum()
    left = np.where(N == m, 0.0, (N - m) / np.maximum(N - 1, 1)) if finite else np.ones(len(N))
    free = left > 0
    p = float(weight @ (x / m))
    if not free.any():
        return [p, p]

    def accuracies(pull):
        q = x / m
        scale = m[free] / left[free] / m[free]
        q[free] = most_likely(x[free] * scale, m[free] * scale, weight[free], pull)
        return q

    def effective_n(pull):
        q = (m * accuracies(pull) + 0.25) / (m + 0.5)
        mean = weight @ q
        variance = np.sum(weight**2 * left * q * (1 - q) / m)
        if not finite:
            variance += np.sum(weight * (q - mean) ** 2) / N.sum()
        return mean * (1 - mean) / variance

    def end(side, sign):
        """The pull at which the mean is where Wilson's interval ends."""
        if p == side:
            return float(side)

        def beyond(log_pull):
            pull = sign * np.exp(log_pull)
            mean = weight @ accuracies(pull)
            n = effective_n(pull)
            return sign * (mean - proportion_confint(p * n, n, 1 - level, "wilson")[side])

        return float(weight @ accuracies(sign * np.exp(brentq(beyond, -3, 14, xtol=1e-13, rtol=1e-14))))

    return [end(0, 1.0), end(1, -1.0)]


def newcombe(right, n, right_against, n_against):
    found = confint_proportions_2indep(right, n, right_against, n_against, method="newcomb", compare="diff", alpha=0.05)
    return [right, n, right_against, n_against, *map(float, found)]


print(
    json.dumps(
        {
            "madeWith": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
            "stratified": [
                {"strata": strata, "level": level, "finite": finite, "interval": interval(strata, level, finite)}
                for strata in STRATA
                for level in LEVELS
                for finite in (True, False)
            ],
            "difference": [newcombe(*pair) for pair in PAIRS],
        }
    )
)
