"""How the program itself fares, and the backup on demand."""
