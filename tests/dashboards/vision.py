"""Colours as people with the common colour-vision deficiencies see them, and how far apart."""

from __future__ import annotations

import numpy as np

# Machado, Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph. 2009; 15: 1291-1298, severity 1:
# on amounts of light, as published by the authors.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# OKLab by way of CIE XYZ, as its author first gave it: another path than the suite's.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
XYZ_TO_CONES = np.array(
    [
        [0.8189330101, 0.3618667424, -0.1288597137],
        [0.0329845436, 0.9293118715, 0.0361456387],
        [0.0482003018, 0.2643662691, 0.6338517070],
    ]
)
CONES_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def seen(colours: list[str], vision: str = "normal") -> np.ndarray:
    """A row of lightness, green to red and blue to yellow (OKLab) for each colour as it is seen."""
    shown = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colours])
    light = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    light = np.clip(light @ VISIONS[vision].T, 0, 1)
    return np.cbrt(light @ TO_XYZ.T @ XYZ_TO_CONES.T) @ CONES_TO_LAB.T


def distances(colours: list[str], vision: str = "normal") -> np.ndarray:
    """How far apart each two of the colours look: a square table."""
    lab = seen(colours, vision)
    return np.linalg.norm(lab[:, None] - lab[None], axis=-1)


def nearest(colours: list[str], vision: str = "normal") -> float:
    """How far apart the two look that look most alike."""
    apart = distances(colours, vision)
    return float(apart[np.triu_indices(len(colours), 1)].min())
