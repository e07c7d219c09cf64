"""Pictures of figures: what is drawn, and the captions that say the same in words."""
