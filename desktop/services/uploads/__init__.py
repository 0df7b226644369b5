"""Batches of documents: read, matched with contracts, corrected, published and taken back."""
