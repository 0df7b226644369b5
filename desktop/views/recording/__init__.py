"""The area in which calls, letters and visits are recorded."""
