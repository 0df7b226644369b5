"""Acts on many cases at once: dry run, run in steps, one undo for the whole."""
