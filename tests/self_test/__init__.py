"""The self-test is tested by breaking what it looks at."""
