"""What articles print on a topic: its sentences, and the person it names."""
