"""The beginning of a data folder: its first company, and the first person who may sign in."""
