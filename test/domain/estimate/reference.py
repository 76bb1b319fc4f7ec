"""Writes reference.json: values of established packages that the tests compare ours with.

    pip install scipy==1.17.1 statsmodels==0.15.0 && python reference.py > reference.json
"""

import json

import scipy
import statsmodels
from scipy.special import betainc
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

COUNTS = [(0, 1), (1, 1), (0, 5), (3, 5), (10, 10), (73, 100), (99, 100), (100, 100), (0, 100), (41, 80)]
COUNTS += [(350, 400), (399, 400), (1, 2000), (1234, 2000), (9999, 10000)]
LEVELS = [0.8, 0.95, 0.99]
PROBABILITIES = [1e-300, 1e-20, 1e-9, 0.001, 0.025, 0.074, 0.076, 0.3, 0.5, 0.6, 0.924, 0.926, 0.975, 0.9995]
BETAS = [(0.5, 1, 1), (0.1, 2, 3), (0.9, 2, 3), (0.73, 73, 28), (0.7, 74, 27), (0.01, 1, 2000)]
BETAS += [(0.62, 1234, 767), (0.999, 9999, 2), (1e-6, 1, 10000), (0.3, 0.5, 0.5)]
WINDOWS = [(73, 100, 750), (0, 80, 100), (99, 99, 100), (350, 400, 401)]


def intervals(method):
    return [[k, n, level, *map(float, proportion_confint(k, n, 1 - level, method))] for k, n in COUNTS for level in LEVELS]


def of_window(k, n, population):
    effective = n * (population - 1) / (population - n)
    return [k, n, population, *map(float, proportion_confint(k / n * effective, effective, 0.05, "wilson"))]


print(
    json.dumps(
        {
            "madeWith": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
            "normalQuantile": [[p, float(norm.ppf(p))] for p in PROBABILITIES],
            "incompleteBeta": [[x, a, b, float(betainc(a, b, x))] for x, a, b in BETAS],
            "wilson": intervals("wilson"),
            "clopperPearson": intervals("beta"),
            "wilsonOfWindow": [of_window(*window) for window in WINDOWS],
        }
    )
)
