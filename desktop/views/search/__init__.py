"""The search in the main area: results that stay while one goes and looks at them."""
