"""The languages of the bot's own words."""
