"""The buttons under an answer: which there are, and what pressing them does."""
