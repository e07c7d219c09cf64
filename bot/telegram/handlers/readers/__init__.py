"""What readers do: ask, press the buttons of an answer, rate it."""
