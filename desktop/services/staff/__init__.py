"""Who works here, for which companies, and what they may do."""
