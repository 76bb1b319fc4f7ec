"""The first model: trained on the base set, before any person has answered anything."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from . import model
from .features import features_of
from .store import BASE_KEY, Store, model_key, sha256


def folder_of(class_name: str) -> str:
    """`Noodles/Pasta` lies in `Noodles-Pasta`, as in the published Food-11."""
    return class_name.replace("/", "-")


def train_first(folder: Path, classes: list[str], store: Store) -> dict[str, object]:
    """Trains on `folder/CLASS/*`, keeps the base set's features for every later training, and stores the model.

    Its version names the base set, so that training it again on the same pictures gives the same version.
    """
    labelled = [
        (path, name) for name in classes for path in sorted((folder / folder_of(name)).glob("*")) if path.is_file()
    ]
    if not labelled:
        raise SystemExit(f"no picture in {folder}/CLASS for any class of {', '.join(classes)}")
    data = [path.read_bytes() for path, _ in labelled]
    labels = [name for _, name in labelled]
    with ThreadPoolExecutor() as pool:
        features = np.stack(list(pool.map(features_of, data)))

    digest = sha256(json.dumps([[name, sha256(d)] for name, d in zip(labels, data, strict=True)]).encode())
    version = f"food11-base-{digest[:8]}"
    first = model.fit(version, features, labels)
    store.ensure_bucket()
    buffer = io.BytesIO()
    np.savez_compressed(buffer, features=features, labels=np.asarray(labels))
    store.put(BASE_KEY, buffer.getvalue())
    store.put(model_key(version), model.dump(first))
    return {"modelVersion": version, "pictures": len(labels), "model": {"bucket": store.models, "key": model_key(version)}}


def base_set(store: Store) -> tuple[np.ndarray, list[str]]:
    """Features and class names of the base set.

    Raises store.ObjectMissing before `train-first` has run.
    """
    with np.load(io.BytesIO(store.get(store.models, BASE_KEY)), allow_pickle=False) as base:
        return base["features"], [str(name) for name in base["labels"]]
