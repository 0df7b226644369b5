"""The whole configuration as one file: companies, categories, people, routing, replies, letters."""
