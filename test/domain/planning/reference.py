"""Writes reference.json: values of established packages that the tests compare ours with.

    pip install scipy==1.17.1 statsmodels==0.15.0 && python reference.py > reference.json
"""

import json

import numpy as np
import scipy
import statsmodels
from scipy.stats import binom
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    power_proportions_2indep,
    proportion_confint,
    samplesize_confint_proportion,
)

BINOMIALS = [(1, 0.3), (7, 0.5), (100, 0.8), (400, 0.99), (1000, 0.001), (100000, 0.73)]
MARGINS = [(0.03, 0.5), (0.03, 0.8), (0.05, 0.9), (0.1, 0.7), (0.01, 0.95)]
IMPROVEMENTS = [(0.8, 0.05, 100), (0.8, 0.05, 400), (0.8, 0.1, 200), (0.5, 0.2, 60), (0.9, 0.08, 150), (0.95, 0.05, 80)]
IMPROVEMENTS += [(0.6, 0.02, 300), (0.02, 0.03, 250), (0.7, 0.1, 7)]
LARGE = [(0.5, 0.1, 300), (0.7, 0.1, 400), (0.8, 0.05, 700), (0.8, 0.05, 1200), (0.6, 0.05, 1000)]


def binomials(n, p):
    ks = sorted({0, n, int(n * p), int(n * p) + 1, max(0, int(n * p - 5 * (n * p * (1 - p)) ** 0.5))})
    return [[n, p, k, float(binom.pmf(k, n, p))] for k in ks if k <= n]


def half_widths(margin, p):
    """Of Wilson's interval, at the textbook's number of labels for this margin."""
    n = int(np.ceil(samplesize_confint_proportion(p, margin)))
    lower, upper = proportion_confint(p * n, n, 0.05, "wilson")
    return [p, n, float((upper - lower) / 2)]


def power(p, improvement, n):
    """Summed over every pair of results, by statsmodels' own interval of the difference."""
    results = np.arange(n + 1)
    lower = np.array(
        [confint_proportions_2indep(results, n, before, n, method="newcomb", compare="diff", alpha=0.05)[0] for before in results]
    )
    chances = np.outer(binom.pmf(results, n, p), binom.pmf(results, n, p + improvement))
    return [p, improvement, n, float(chances[lower > 0].sum())]


def approximate_power(p, improvement, n):
    """Of the z test: another rule than Newcombe's interval, near it for many labels."""
    found = power_proportions_2indep(improvement, p, n, alpha=0.05, alternative="two-sided")
    return [p, improvement, n, float(found.power)]


with np.errstate(invalid="ignore", divide="ignore"):
    print(
        json.dumps(
            {
                "madeWith": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
                "binomial": [row for n, p in BINOMIALS for row in binomials(n, p)],
                "halfWidth": [half_widths(*wanted) for wanted in MARGINS],
                "power": [power(*improvement) for improvement in IMPROVEMENTS],
                "approximatePower": [approximate_power(*improvement) for improvement in LARGE],
            },
            indent=1,
        )
    )
