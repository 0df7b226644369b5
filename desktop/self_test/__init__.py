"""Does everything work that the program needs? Asked of a packaged program above all.

A packaged program can lose things without a word: a method of check digits, a plug-in, a language.
``main.py --self-test`` does a little real work with each of them, in a folder of its own that it
removes, without a screen and without a network, and prints one line for each check.

A new check is a function from ``Place`` to a short detail (names and numbers, the same on every
run), a line in ``table.CHECKS`` and a title in ``texts/self_test.py``.
"""
