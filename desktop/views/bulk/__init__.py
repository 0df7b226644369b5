"""Acts on many cases in the window: what is chosen, the question with its dry run, the undo."""
