"""What was fitted, in half precision, and the graphs that run it; docs/model-card.md says how it was made."""

from pathlib import Path

FOLDER = Path(__file__).parent
