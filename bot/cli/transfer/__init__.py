"""`onrecord export` and `onrecord import`."""
