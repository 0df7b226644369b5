"""Small questions about a case that are answered by typing: who, what, with which other one."""
