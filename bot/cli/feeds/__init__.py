"""`onrecord feeds`: follow, list, pause, resume and poll feeds."""
