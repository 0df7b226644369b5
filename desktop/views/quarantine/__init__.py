"""What could not be taken in: look, process again, discard."""
