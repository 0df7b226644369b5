"""What is handed to the ERP."""
