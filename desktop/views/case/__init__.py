"""Case page: deadline strip, cards and conversation of one case."""
