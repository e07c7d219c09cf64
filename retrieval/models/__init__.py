"""Run the networks: sessions, encoders, readers, cross-encoders."""
