"""Tenant accounts: contracts with their parties, and what the portal is told of them."""
