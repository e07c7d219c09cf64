"""What articles print on a topic: its sentences, its subject, its dates."""
