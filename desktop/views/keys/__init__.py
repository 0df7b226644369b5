"""Keys and commands: the overview on F1, and what leads through the window without a mouse."""
