"""Companies as an administrator keeps them: who they are, their rules, and what rules would do."""
