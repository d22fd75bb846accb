"""Arithmetic of colours: how light one is, how far apart two look, and what lies between them."""

from __future__ import annotations

import math
from collections.abc import Callable

Lab = tuple[float, float, float]
BLACK, WHITE = "#000000", "#FFFFFF"
LUMINANCE = (0.2126, 0.7152, 0.0722)
# Ottosson, A perceptual color space for image processing, 2020: linear sRGB to cones to OKLab.
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
FROM_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
FROM_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
Matrix = tuple[tuple[float, float, float], ...]


def linear(colour: str) -> Lab:
    """Red, green and blue of '#12436D' as amounts of light, each 0 to 1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return r, g, b


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted(
        sum(share * part for share, part in zip(LUMINANCE, linear(colour), strict=True))
        for colour in (one, other)
    )
    return (lighter + 0.05) / (darker + 0.05)


def oklab(colour: str) -> Lab:
    """The colour in OKLab: lightness 0 to 1, green to red, blue to yellow."""
    return _times(TO_LAB, _each(_times(TO_CONES, linear(colour)), math.cbrt))


def of_oklab(lab: Lab) -> str:
    """'#12436D' of a colour in OKLab; what no screen can show is cut to what it can."""
    light = _times(FROM_CONES, _each(_times(FROM_LAB, lab), lambda part: part**3))
    kept = (min(max(part, 0.0), 1.0) for part in light)
    shown = (p * 12.92 if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in kept)
    return "#" + "".join(f"{round(part * 255):02X}" for part in shown)


def between(one: str, other: str, share: float) -> str:
    """The colour that lies `share` of the way from one to the other, as the eye sees it."""
    if share in (0, 1):
        return other if share else one
    start, end = oklab(one), oklab(other)
    x, y, z = (p + (q - p) * share for p, q in zip(start, end, strict=True))
    return of_oklab((x, y, z))


def on_top(colour: str) -> str:
    """Black or white, whichever stands out more on the colour: always by more than 4.5 to 1."""
    return BLACK if contrast(colour, BLACK) >= contrast(colour, WHITE) else WHITE


def _times(matrix: Matrix, vector: Lab) -> Lab:
    x, y, z = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def _each(vector: Lab, change: Callable[[float], float]) -> Lab:
    x, y, z = (change(part) for part in vector)
    return x, y, z
