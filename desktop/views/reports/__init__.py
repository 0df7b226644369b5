"""Reports: what came of the deadlines."""
