"""The registration clinic on the page of a case: why it fails, while the tenant still tells it."""
