"""Documents of tenant accounts: seen, uploaded, recalled, asked for."""
