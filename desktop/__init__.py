"""Mieterdesk: the desktop workplace of a German housing company's tenant service."""

__version__ = "0.1.0"
"""The only place that names the version; ``pyproject.toml`` and the package read it here."""
