"""A clerk's hour: sixty mixed cases, worked to their end with the keys of the real window."""
