"""Mieterdesk: the desktop workplace of a German housing company's tenant service."""
