"""Contact data on a case page: the card that compares them, and what waits for the ERP."""
