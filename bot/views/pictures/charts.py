"""Draw charts that are legible on a phone, in the dark and in the light.  Run as a program, so that no memory stays.

    python -m bot.views.pictures.charts <CHART.json >PICTURE.png

Only `draw` needs matplotlib: whoever describes a chart does not load it.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Container
from dataclasses import asdict, dataclass
from typing import Any

# A card of its own: dark ink on nearly white stands out from a dark chat and from a light one.
CARD, INK, SOFT, BAR = "#f7f9fb", "#17212b", "#4a5866", "#1b6fb3"
WIDTH_INCHES, DPI = 4.0, 200
PANEL_INCHES, BAR_INCHES = 1.8, 0.5
# Labels of columns beside each other overlap if there are more.
MAX_TICKS = 5
MAX_LABEL = 34


@dataclass(frozen=True, slots=True)
class Panel:
    """Labelled values: columns from left to right, or with `across` bars under each other."""

    heading: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    across: bool = False

    def __post_init__(self) -> None:
        if not self.values or len(self.labels) != len(self.values):
            raise ValueError(f"a panel of {len(self.values)} values and {len(self.labels)} labels")


@dataclass(frozen=True, slots=True)
class Chart:
    """A title and panels under it."""

    title: str
    panels: tuple[Panel, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Chart:
        read = json.loads(text)
        panels = [{**p, "labels": tuple(p["labels"]), "values": tuple(p["values"])} for p in read["panels"]]
        return cls(read["title"], tuple(Panel(**panel) for panel in panels))


def drawable(text: str, glyphs: Container[int]) -> bool:
    """Return whether a font with these glyphs draws a text rightly: every letter, from left to right, unjoined."""
    for char in text:
        rightwards = unicodedata.bidirectional(char) in {"R", "AL"}
        joined = unicodedata.category(char) in {"Mn", "Mc"} and not unicodedata.name(char, "").startswith("COMBINING")
        if ord(char) not in glyphs or rightwards or joined:
            return False
    return True


def draw(chart: Chart) -> bytes:
    """Return the chart as PNG.  A label that the font cannot draw becomes its number, as in the caption."""
    import matplotlib  # noqa: PLC0415  takes half a second and 60 MB, which only this needs

    matplotlib.use("Agg")
    # A name with two dollar signs is no formula.
    matplotlib.rcParams["text.parse_math"] = False
    from matplotlib import font_manager  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    glyphs = font_manager.get_font(font_manager.findfont("DejaVu Sans")).get_charmap()
    heights = [len(p.values) * BAR_INCHES + 0.6 if p.across else PANEL_INCHES for p in chart.panels]
    figure = Figure(figsize=(WIDTH_INCHES, sum(heights) + 0.55), dpi=DPI, facecolor=CARD)
    # A phone rounds the corners.
    figure.set_layout_engine("constrained", w_pad=0.14, h_pad=0.12)
    if drawable(chart.title, glyphs):
        figure.suptitle(shortened(chart.title), fontsize=14, fontweight="bold", color=INK)
    axes = figure.subplots(len(heights), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for one, panel in zip(axes[:, 0], chart.panels, strict=True):
        labels = [shortened(t) if drawable(t, glyphs) else f"{n}." for n, t in enumerate(panel.labels, 1)]
        (_across if panel.across else _columns)(one, panel, labels)
        if drawable(panel.heading, glyphs):
            one.set_title(panel.heading, fontsize=11.5, color=SOFT, loc="left")
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def shortened(text: str) -> str:
    return text if len(text) <= MAX_LABEL else f"{text[: MAX_LABEL - 1].rstrip()}…"


def _columns(axes: Any, panel: Panel, labels: list[str]) -> None:
    places = list(range(len(labels)))
    axes.bar(places, panel.values, color=BAR, width=0.75)
    _plain(axes)
    # From the newest back, so that today has its label.
    shown = places[:: -max(1, -(-len(places) // MAX_TICKS))]
    axes.set_xticks(shown, [labels[n] for n in shown], fontsize=10, color=INK)
    axes.set_ylim(0, max(panel.values, default=0) * 1.25 + 0.1)
    for place, value in zip(places, panel.values, strict=True):
        if value:
            axes.annotate(f"{value:,}", (place, value), ha="center", va="bottom", fontsize=9.5, color=INK)


def _across(axes: Any, panel: Panel, labels: list[str]) -> None:
    """Write each label over its bar: beside it, a long name would leave no room for the bars."""
    places = list(range(len(labels)))
    axes.barh(places, panel.values, color=BAR, height=0.42)
    _plain(axes)
    axes.set_ylim(len(places) - 0.6, -0.85)
    axes.set_xlim(0, max(panel.values) * 1.15)
    for place, value, label in zip(places, panel.values, labels, strict=True):
        axes.annotate(f" {value:,}", (value, place), va="center", fontsize=11, color=INK)
        axes.annotate(label, (0, place - 0.27), va="bottom", fontsize=11, color=INK)


def _plain(axes: Any) -> None:
    """Leave only the ground line: every bar has its figure."""
    axes.set_facecolor(CARD)
    axes.tick_params(length=0)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Chart.from_json(sys.stdin.buffer.read().decode())))
