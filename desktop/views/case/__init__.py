"""The page of one case: header, deadline strip, cards, conversation, actions."""
