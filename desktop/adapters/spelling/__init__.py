"""Words are compared with dictionaries in a process of their own.

Hunspell reads files of strangers in C++ and lets nobody else work while it thinks. Here it holds
up, or ends, a small process that knows nothing but the words it is asked for: ``checker`` starts
it, asks it and ends it, ``checking`` is what runs inside, ``exchange`` is how they speak,
``places`` says where dictionaries lie. Words go through pipes; none of them is written anywhere.
"""

ARGUMENT = "--check-spelling"
"""What the program is called with to be such a process; not meant for people."""
