"""Bank changes: check, decide, release, hand on."""
