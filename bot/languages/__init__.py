"""The languages of the bot's own words: which one is spoken, and the catalogues of translations."""
