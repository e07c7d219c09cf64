"""Follow feeds: schedule them, poll them, and find them behind links and in lists."""
