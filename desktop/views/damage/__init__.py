"""Damage reports in the window: what is broken, orders, reports of one cause."""
