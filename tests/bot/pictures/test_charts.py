"""Charts are legible on a phone in the dark and in the light, and show what they were given."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.views.pictures.charts import BAR, CARD, INK, SOFT, Chart, Panel, draw, drawable

DAYS = Panel("Statements a day", tuple(f"{n} Nov" for n in range(1, 11)), (0, 8, 0, 4, 0, 0, 0, 2, 0, 0))
PEOPLE = Panel("Who speaks most", ("Ada Brook", "李明", "Зоя"), (9, 6, 3), across=True)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_and_bars_stand_out_from_the_card_and_the_card_from_a_dark_chat() -> None:
    assert contrast(INK, CARD) > 7
    assert contrast(SOFT, CARD) > 4.5
    assert contrast(BAR, CARD) > 4.5
    assert contrast(CARD, "#0e1621") > 7


@pytest.fixture(scope="module")
def pixels() -> NDArray[np.uint8]:
    from PIL import Image

    picture = Image.open(io.BytesIO(draw(Chart("Harbour", (DAYS, PEOPLE))))).convert("RGB")
    return np.asarray(picture)


def rgb(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


def test_the_card_is_opaque_and_as_wide_as_a_phone_is_sharp(pixels: NDArray[np.uint8]) -> None:
    assert pixels.shape[1] == 800
    assert [list(pixels[y, x]) for y in (0, -1) for x in (0, -1)] == [rgb(CARD)] * 4


def test_bars_are_as_long_as_their_values(pixels: NDArray[np.uint8]) -> None:
    is_bar = (pixels == rgb(BAR)).all(axis=2)
    upper, lower = is_bar[: int(pixels.shape[0] * 0.55)], is_bar[int(pixels.shape[0] * 0.55) :]
    heights = _runs(upper.sum(axis=0))
    lengths = _runs(lower.sum(axis=1))
    assert len(heights) == 3
    assert [height / heights[0] for height in heights] == pytest.approx([1, 0.5, 0.25], abs=0.03)
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 6 / 9, 3 / 9], abs=0.03)


def _runs(counts: NDArray[np.int64]) -> list[int]:
    """Return the greatest count of each run that is not zero."""
    found: list[int] = []
    before = 0
    for count in counts:
        if count and not before:
            found.append(0)
        if count:
            found[-1] = max(found[-1], int(count))
        before = int(count)
    return found


def test_a_name_is_drawn_only_where_the_font_draws_it_rightly() -> None:
    from matplotlib import font_manager

    glyphs = font_manager.get_font(font_manager.findfont("DejaVu Sans")).get_charmap()
    assert all(drawable(name, glyphs) for name in ("Marta Olin", "Peter Vašek", "Володимир", "Ελένη", "O’Dea"))
    assert not any(drawable(name, glyphs) for name in ("李明", "محمد", "שלום", "🦭"))


def test_dollar_signs_and_long_names_are_drawn_as_they_are() -> None:
    panel = Panel("Who", ("A$\\frac$p", "x" * 300), (1, 2), across=True)
    assert draw(Chart("$\\nothing$ " + "y" * 300, (panel,))).startswith(b"\x89PNG")


def test_a_chart_survives_its_way_to_the_process_that_draws_it() -> None:
    chart = Chart("“Ж”", (DAYS, PEOPLE))
    assert Chart.from_json(chart.to_json()) == chart


def test_a_panel_without_values_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="0 values"):
        Panel("h", (), ())
