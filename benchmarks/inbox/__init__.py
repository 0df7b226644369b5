"""The inbox at ten thousand and at a million cases: every promise with its floor beside it."""
