"""The fitted weights, in half precision, and the graphs that run them; docs/model-card.md says how they were made."""

from pathlib import Path

FOLDER = Path(__file__).parent
