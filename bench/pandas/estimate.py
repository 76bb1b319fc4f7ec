"""The peer of `bench:estimate`: what a notebook does with pandas. Draw and labels from the ledger, joined; pooled accuracy with
Wilson's interval, by model version, class, confidence band and camera; the confusion matrix. Prints seconds and peak memory.

    python estimate.py BUCKET/KEY-OF-DRAW BUCKET/KEY-OF-LABELS      with S3_ENDPOINT, S3_REGION and AWS_* in the environment
"""

import json
import os
import resource
import sys
import time

import pandas as pd
import pyarrow.parquet as pq
from pyarrow.fs import S3FileSystem
from statsmodels.stats.proportion import proportion_confint

started = time.perf_counter()
scheme, endpoint = os.environ["S3_ENDPOINT"].split("://")
store = S3FileSystem(endpoint_override=endpoint, scheme=scheme, region=os.environ["S3_REGION"])
draw, labels = (pq.read_table(place, filesystem=store).to_pandas() for place in sys.argv[1:3])

items = draw.merge(labels[["itemId", "status", "classId"]], on="itemId")
items = items[items.status == "labelled"]
items["right"] = items.predictedClass == items.classId
items["band"] = pd.cut(items.confidence, [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1], right=False, include_lowest=True)
items["camera"] = [json.loads(tags).get("camera") for tags in items.tags]


def shares(by):
    counts = items.groupby(by, observed=True).right.agg(["sum", "count"])
    return {key: proportion_confint(right, n, 0.05, "wilson") for key, (right, n) in counts.iterrows()}


numbers = {by: shares(by) for by in ["purpose", "modelVersion", "band", "camera", "predictedClass", "classId"]}
confusion = pd.crosstab(items.classId, items.predictedClass)
seconds = time.perf_counter() - started

assert len(numbers["camera"]) == 8 and confusion.to_numpy().sum() == len(items)
print(f"{seconds:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
