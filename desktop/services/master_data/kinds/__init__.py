"""What a row of each kind means here: each module plans the rows of one kind or of two alike."""
