"""One training job, from an approved manifest to a stored model. Knows nothing of Temporal."""

import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from . import model
from .features import features_of
from .first import base_set
from .store import Store, job_key, model_key, sha256

HOLD_OUT_EVERY = 5


class BadDataset(Exception):
    """What was approved is not what lies there: training again can't help."""


def read_approved(store: Store, reference: dict[str, Any]) -> bytes:
    """An artifact of the ledger, exactly as it was approved. Raises BadDataset, ObjectMissing."""
    data = store.get(reference["bucket"], reference["key"])
    if sha256(data) != reference["sha256"]:
        raise BadDataset(
            f"s3://{reference['bucket']}/{reference['key']} has SHA-256 {sha256(data)}, approved was {reference['sha256']}"
        )
    return data


def item_features(store: Store, item: dict[str, Any]) -> np.ndarray:
    """Features of one object of the manifest. Raises BadDataset when its content is not what people labelled."""
    data = store.get(item["bucket"], item["key"])
    expected = item.get("contentSha256")
    if expected is not None and sha256(data) != expected:
        raise BadDataset(f"s3://{item['bucket']}/{item['key']} changed since it was labelled")
    try:
        return features_of(data)
    except OSError as error:
        raise BadDataset(f"s3://{item['bucket']}/{item['key']} is no picture: {error}") from error


def present_names(registry: dict[str, Any]) -> dict[str, str]:
    """Former class name -> present one, for the names in the base set."""
    return {alias: entry["name"] for entry in registry["classes"] for alias in entry["aliases"]}


def train(store: Store, request: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Trains once per `jobId`: asked again, it answers with what is there.

    `progress` hears (objects read, objects in all) and may raise to stop.
    """
    done = store.find(job_key(request["jobId"]))
    if done is not None:
        return json.loads(done)

    lines = read_approved(store, request["manifest"]).decode().splitlines()
    items = [json.loads(line) for line in lines if line.strip()]
    if len(items) != request["manifest"]["rows"]:
        raise BadDataset(f"the manifest has {len(items)} lines, approved were {request['manifest']['rows']}")
    renamed = present_names(json.loads(read_approved(store, request["classes"])))

    rows: list[np.ndarray] = []
    with ThreadPoolExecutor(max_workers=8) as pool:
        for row in pool.map(lambda item: item_features(store, item), items):
            rows.append(row)
            progress(len(rows), len(items))

    # Without the base set the model forgets faster than one round teaches: measured, accuracy then falls at first.
    base, base_names = base_set(store)
    features = np.concatenate([base, np.stack(rows)]) if rows else base
    labels = [renamed.get(name, name) for name in base_names] + [item["className"] for item in items]

    version = f"food11-{sha256(request['jobId'].encode())[:8]}"
    trained = model.fit(version, features, labels)
    data = model.dump(trained)
    store.put(model_key(version), data)
    result = {
        "modelVersion": version,
        "metrics": model.finite(
            [
                ("items", len(items)),
                ("baseItems", len(base_names)),
                ("classes", len(trained.classes)),
                ("holdOutAccuracy", hold_out_accuracy(features, labels, len(base_names))),
                ("modelBytes", len(data)),
            ]
        ),
        "model": {"bucket": store.models, "key": model_key(version)},
    }
    return json.loads(store.create(job_key(request["jobId"]), json.dumps(result, allow_nan=False).encode()))


def hold_out_accuracy(features: np.ndarray, labels: list[str], base_items: int) -> float:
    """Accuracy on every fifth labelled item of a model trained without them: of hard cases, so below production's.

    NaN where there are too few items to hold any out.
    """
    held = np.zeros(len(labels), dtype=bool)
    held[base_items::HOLD_OUT_EVERY] = True
    if held.sum() < HOLD_OUT_EVERY:
        return math.nan
    names = np.asarray(labels)
    probe = model.fit("probe", features[~held], list(names[~held]))
    return probe.accuracy(features[held], list(names[held]))
