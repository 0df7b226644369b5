"""What arrives from the portal, and the quarantine."""
