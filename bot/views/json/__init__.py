"""The JSON lines that `onrecord` prints and reads: one pydantic model for each, and their JSON Schema."""
