"""Certificates on the case page: filled, looked at, issued, answered."""
