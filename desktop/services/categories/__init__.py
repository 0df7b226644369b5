"""Categories as data: form, check list and promise of each, in cases and in administration."""
