"""Wrong words are underlined while somebody writes, and a menu says what may have been meant."""
