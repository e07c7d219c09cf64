"""What a chat sets for itself: its digest, its language, who may ask, what is kept about it."""
