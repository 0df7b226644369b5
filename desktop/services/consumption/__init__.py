"""Monthly consumption of meters: files come in, people decide, tenants are told."""
