"""The first start: what is asked before there is anybody who could sign in."""
