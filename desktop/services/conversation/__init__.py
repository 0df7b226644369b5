"""What is written to tenants and about them."""
