"""Run the networks: sessions, encoders, the passage reader, the history tagger, cross-encoders."""
