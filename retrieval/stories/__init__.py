"""Group articles on one event into stories: what each is about, how near two stories are, and when they are one."""
