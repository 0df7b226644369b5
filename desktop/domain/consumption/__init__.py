"""Monthly consumption: what a file says, what is plausible, what a month is compared with."""
