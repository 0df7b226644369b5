"""The database room: engines for SQLite and PostgreSQL, units of work, migrations."""
