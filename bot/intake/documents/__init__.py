"""Turn documents into articles, in a process of its own.  What starts that process is bot.intake.base.sandbox."""
