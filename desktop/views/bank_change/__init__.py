"""What the page of a bank change shows beyond a plain case."""
