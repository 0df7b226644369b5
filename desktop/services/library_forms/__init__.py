"""The forms library: files that tenants fetch in the portal, in versions."""
