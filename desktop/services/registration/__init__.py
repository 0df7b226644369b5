"""Registration codes: asked for, released, rendered, ended; and what the portal reports of them."""
