"""What waits for which debit run, and the hand-over to the ERP."""
