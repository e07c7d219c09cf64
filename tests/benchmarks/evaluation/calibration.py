"""Draw a reliability diagram (how often answers of each confidence are right) as SVG, without a library."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 10
SIDE, EDGE = 320, 48


def plot(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    """Plot confidences `sure` (n,), 0 to 1, against `right` (n,): a dot per bin, with an area for its count."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    parts = [*_axes()]
    for n in range(BINS):
        here = bins == n
        if here.any():
            x, y = _at(float(sure[here].mean()), float(right[here].mean()))
            radius = 3 + 14 * (here.mean() ** 0.5)
            label = f"{here.sum()} said {100 * sure[here].mean():.0f}%: {100 * right[here].mean():.0f}%"
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2b6cb0" fill-opacity="0.75">'
                f"<title>{label}</title></circle>"
            )
    size = SIDE + 2 * EDGE
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12">'
        "\n"
        f'<rect width="{size}" height="{size}" fill="#fff"/>\n{inside}\n</svg>\n'
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return EDGE + x * SIDE, EDGE + (1 - y) * SIDE


def _axes() -> list[str]:
    left, bottom = _at(0, 0)
    right, top = _at(1, 1)
    lines = [
        f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{top}" stroke="#bbb" stroke-dasharray="4 4"/>',
        f'<text x="{left + SIDE / 2}" y="{bottom + 38}" text-anchor="middle">confidence of the reply</text>',
        f'<text transform="rotate(-90)" x="{-(top + SIDE / 2)}" y="14" text-anchor="middle">answerable</text>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        (x, _), (_, y) = _at(tick, 0), _at(0, tick)
        lines.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{tick:g}</text>')
        lines.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
    return lines
