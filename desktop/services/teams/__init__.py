"""Teams and routing as data: who shares work, who gets a new case, and what somebody leaves."""
