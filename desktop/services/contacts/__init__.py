"""Changes of contact data: taken in, decided, told to the ERP, and taken back."""
