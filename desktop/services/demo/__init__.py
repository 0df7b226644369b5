"""Demonstration data that look like life: invented people, two companies, years of cases."""
