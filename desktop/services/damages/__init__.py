"""Damage reports: what cannot wait, orders to contractors, many reports of one cause."""
