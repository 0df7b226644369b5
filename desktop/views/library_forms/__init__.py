"""Area of the forms library: forms that tenants fetch in the portal, in versions."""
