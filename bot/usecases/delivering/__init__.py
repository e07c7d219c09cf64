"""What is sent unasked: digests, alerts and notices."""
