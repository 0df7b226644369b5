"""Lists and exact counts of cases."""
