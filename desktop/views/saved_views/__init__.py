"""Own saved views: the dialog that keeps one, and what the sidebar does with them."""
