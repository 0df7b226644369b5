"""Documents in tenant accounts: published, read, recalled, asked for, kept."""
