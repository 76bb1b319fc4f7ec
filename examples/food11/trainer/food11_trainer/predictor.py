"""Answers predictions over standard input and output, one JSON document a line: the demo's 'production service'.

{"id": 1, "model": "food11-base-…", "images": ["BASE64", …]} -> {"id": 1, "predictions": [{"class", "confidence", "scores"}, …]}
or {"id": 1, "error": "…"}.
"""

import base64
import json
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from .features import features_of
from .model import Model, load
from .store import Store, model_key, sha256

# Every model version is measured on the same reference pictures: their features are kept (3.5 KB each).
REMEMBERED = 8_000


class Predictor:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.models: dict[str, Model] = {}
        self.seen: OrderedDict[str, np.ndarray] = OrderedDict()

    def model(self, version: str) -> Model:
        if version not in self.models:
            self.models[version] = load(self.store.get(self.store.models, model_key(version)))
        return self.models[version]

    def features(self, images: list[bytes]) -> np.ndarray:
        digests = [sha256(image) for image in images]
        missing = {d: image for d, image in zip(digests, images, strict=True) if d not in self.seen}
        with ThreadPoolExecutor() as pool:
            found = dict(zip(missing, pool.map(features_of, missing.values()), strict=True))
        rows = np.stack([found[d] if d in found else self.seen[d] for d in digests])
        self.seen.update(found)
        while len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
        return rows

    def predict(self, version: str, images: list[bytes]) -> list[dict[str, Any]]:
        if not images:
            return []
        model = self.model(version)
        scores = model.scores(self.features(images))
        return [
            {
                "class": model.classes[int(row.argmax())],
                "confidence": float(row.max()),
                "scores": {name: float(score) for name, score in zip(model.classes, row, strict=True)},
            }
            for row in scores
        ]


def serve() -> None:
    predictor = Predictor(Store())
    for line in sys.stdin:
        request = json.loads(line)
        try:
            images = [base64.b64decode(image) for image in request["images"]]
            answer = {"id": request["id"], "predictions": predictor.predict(request["model"], images)}
        except Exception as error:  # noqa: BLE001 - whoever asked is told, and may ask again
            answer = {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, allow_nan=False), flush=True)
