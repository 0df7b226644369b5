"""How the program itself fares, and its backups."""
