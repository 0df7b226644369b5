"""What leaves for the portal or as a letter."""
