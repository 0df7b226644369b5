"""Telephone calls, letters and visits that a clerk records as cases."""
