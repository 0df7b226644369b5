"""Strg+K: cases, tenants, contracts and every action by a few letters."""
