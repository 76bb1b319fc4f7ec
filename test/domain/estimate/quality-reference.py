"""Writes quality-reference.json: values of established packages, or of the plain definitions, that the tests compare ours with.

    pip install scipy==1.17.1 scikit-learn==1.9.1 krippendorff==0.9.0 && python quality-reference.py > quality-reference.json
"""

import itertools
import json

import krippendorff
import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.stats import chi2, norm, poisson_binom
from sklearn.metrics import brier_score_loss, roc_auc_score

LEVEL = 0.95
Z = norm.ppf(1 - (1 - LEVEL) / 2)
QUANTILES = [0.001, 0.01, 0.5, 0.9, 0.99, 0.999, 0.999999]
DEGREES = [1, 2, 3, 10, 19, 99, 1000]
rng = np.random.default_rng(20261121)


def wilson(right, n):
    """By solving (p - share)^2 = z^2 p(1-p)/n, not by its closed form."""
    share = right / n
    far = lambda p: (p - share) ** 2 - Z**2 * p * (1 - p) / n
    tight = dict(xtol=1e-15, rtol=1e-14)
    # A share of 0 or 1 is a root itself, and not the one that is looked for.
    lower = 0 if right == 0 else brentq(far, 0, share if share < 1 else 1 - 1e-9, **tight)
    upper = 1 if right == n else brentq(far, share if share > 0 else 1e-9, 1, **tight)
    return lower, upper


def gap(confidence, right):
    n, accuracy = len(right), right.mean()
    lower, upper = wilson(right.sum(), n)
    distance = Z * confidence.std(ddof=1) / np.sqrt(n)
    constant = confidence.std() < 1e-12 or right.std() == 0
    correlation = 0 if constant else np.corrcoef(confidence, right)[0, 1]
    wrong_and_right = n * accuracy * (1 - accuracy)
    correlation *= wrong_and_right / (wrong_and_right + 1)
    value = confidence.mean() - accuracy
    mover = lambda e: np.sqrt(max(0, distance**2 + e**2 - 2 * correlation * distance * e))
    return [value, value - mover(upper - accuracy), value + mover(accuracy - lower)]


def auroc(confidence, right):
    """Every pair for itself; the score interval of Hanley and McNeil's variance by root finding."""
    m, n = int(right.sum()), int((1 - right).sum())
    if m == 0 or n == 0:
        return None
    pairs = list(itertools.product(confidence[right == 1], confidence[right == 0]))
    area = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / (m * n)
    assert abs(area - roc_auc_score(right, confidence)) < 1e-12
    variance = lambda t: (t * (1 - t) + (n - 1) * (t / (2 - t) - t**2) + (m - 1) * (2 * t**2 / (1 + t) - t**2)) / (m * n)
    far = lambda t: (t - area) ** 2 - Z**2 * variance(t)
    tight = dict(xtol=1e-15, rtol=1e-14)
    lower = 0 if area == 0 else brentq(far, 1e-12, area, **tight)
    upper = 1 if area == 1 else brentq(far, area, 1 - 1e-12, **tight)
    return [area, lower, upper]


def ece(confidence, right):
    """Ten bins of equally many, no equal confidences in these data; what a perfect model shows by scipy's distribution."""
    order = np.argsort(confidence)
    bins = max(1, min(10, len(order) // 10))
    edges = [int(np.floor(b * len(order) / bins + 0.5)) for b in range(bins + 1)]
    parts = [order[a:b] for a, b in zip(edges, edges[1:])]
    value = sum(abs(confidence[p].sum() - right[p].sum()) for p in parts) / len(order)
    perfect = 0
    for p in parts:
        counts = np.arange(len(p) + 1)
        perfect += np.sum(np.abs(counts - confidence[p].sum()) * poisson_binom(confidence[p]).pmf(counts))
    return [value, perfect / len(order)]


def calibration(n, a, b, shift, digits):
    confidence = np.round(rng.beta(a, b, n), digits)
    right = (rng.random(n) < np.clip(confidence + shift, 0, 1)).astype(int)
    found = {
        "confidence": confidence.tolist(),
        "right": right.tolist(),
        "gap": list(map(float, gap(confidence, right))),
        "brier": float(brier_score_loss(right, confidence)) if 0 < right.sum() < n else float(np.mean((confidence - right) ** 2)),
        "auroc": auroc(confidence, right),
    }
    return found | ({"ece": list(map(float, ece(confidence, right)))} if len(set(confidence)) == n else {})


def stability(counts, reference):
    p, q = (np.array(c, float) + 0.5 for c in (counts, reference))
    p, q = p / p.sum(), q / q.sum()
    n, m, bins = sum(counts), sum(reference), len(counts)
    psi = np.sum(p * np.log(p / q)) + np.sum(q * np.log(q / p))
    return [counts, reference, float(psi), float(chi2.ppf(0.999, bins - 1) * (n + m) / (n * m))]


def votes(items, people, classes, right, missing):
    """Rows are people, columns items, -1 is missing."""
    truth = rng.choice(classes, items, p=np.arange(1, classes + 1)[::-1] / (classes * (classes + 1) / 2))
    said = np.where(rng.random((people, items)) < right, truth, rng.integers(0, classes, (people, items)))
    return np.where(rng.random((people, items)) < missing, -1, said)


def alpha_by_coincidences(table):
    """Krippendorff's coincidence matrix, ordered pair by ordered pair."""
    classes = table.max() + 1
    together = np.zeros((classes, classes))
    for item in table.T:
        given = item[item >= 0]
        for a, b in itertools.permutations(range(len(given)), 2):
            together[given[a], given[b]] += 1 / (len(given) - 1)
    n, totals = together.sum(), together.sum(1)
    seen = n - np.trace(together)
    expected = (n**2 - np.sum(totals**2)) / (n - 1)
    return 1 - seen / expected


def agreement(*shape):
    table = votes(*shape)
    alpha = alpha_by_coincidences(table)
    package = krippendorff.alpha(np.where(table < 0, np.nan, table), level_of_measurement="nominal")
    assert abs(alpha - package) < 1e-12
    pairs = [(given, same) for given, same in map(pairs_of, table.T) if given > 0]
    given, same = np.array(pairs, float).T
    share, k = same.sum() / given.sum(), len(pairs)
    residual = same - share * given
    variance = k * np.var(residual, ddof=1) / given.sum() ** 2
    effective = k if variance == 0 else min(given.sum(), share * (1 - share) / variance)
    lower, upper = wilson(share * effective, effective)
    return {"votes": table.tolist(), "alpha": float(alpha), "raw": [float(share), float(lower), float(upper)]}


def pairs_of(item):
    given = item[item >= 0]
    agree = sum(a == b for a, b in itertools.combinations(given.tolist(), 2))
    return len(given) * (len(given) - 1) // 2, agree


print(
    json.dumps(
        {
            "madeWith": f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, krippendorff 0.9.0",
            "chiSquareQuantile": [[p, k, float(chi2.ppf(p, k))] for p in QUANTILES for k in DEGREES],
            "chiSquareTail": [[x * k, k, float(chi2.sf(x * k, k))] for x in [0.01, 0.7, 1, 1.2, 3, 20] for k in DEGREES[:-1]],
            "calibration": [
                calibration(60, 4, 2, 0, 15),
                calibration(100, 9, 1, -0.1, 15),
                calibration(250, 2, 2, 0.05, 2),
                calibration(100, 30, 1, 0.5, 3),
                calibration(100, 50, 1, 0, 15),
            ],
            "stability": [
                stability([120, 80, 40, 3], [100, 100, 30, 9]),
                stability([700, 0, 12], [650, 5, 0]),
                stability([50_000, 49_000], [10_000, 9_000]),
            ],
            "agreement": [
                agreement(60, 2, 3, 0.9, 0),
                agreement(120, 4, 5, 0.8, 0.3),
                agreement(80, 3, 11, 0.95, 0.1),
                agreement(100, 3, 2, 0.3, 0.2),
            ],
        }
    )
)
