"""The packaged program, as ``make package`` built it."""
