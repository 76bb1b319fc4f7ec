"""What the model sees of a picture: 16 x 16 pixels and two colour histograms."""

import io

import numpy as np
from PIL import Image

EDGE = 16
CENTRE = 64
HUE_BINS, SATURATION_BINS, VALUE_BINS = 16, 8, 8
CUBE = 4


def features_of(data: bytes) -> np.ndarray:
    """Feature vector (float32) of one encoded raster image.

    Raises PIL.UnidentifiedImageError (an OSError) when the bytes are no image.
    """
    with Image.open(io.BytesIO(data)) as image:
        rgb = image.convert("RGB")
    pixels = np.asarray(rgb.resize((EDGE, EDGE), Image.Resampling.BOX), dtype=np.float32) / 255.0
    small = rgb.resize((CENTRE, CENTRE), Image.Resampling.BOX)
    hsv = np.asarray(small.convert("HSV"), dtype=np.int32)
    total = float(CENTRE * CENTRE)
    channels = [
        np.bincount((hsv[..., c] * bins // 256).ravel(), minlength=bins) / total
        for c, bins in enumerate((HUE_BINS, SATURATION_BINS, VALUE_BINS))
    ]
    levels = np.asarray(small, dtype=np.int32) * CUBE // 256
    cube = np.bincount(((levels[..., 0] * CUBE + levels[..., 1]) * CUBE + levels[..., 2]).ravel(), minlength=CUBE**3)
    return np.concatenate([pixels.ravel(), *channels, cube / total]).astype(np.float32)
