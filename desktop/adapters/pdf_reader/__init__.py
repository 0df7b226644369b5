"""PDF files that somebody sent are opened, read and drawn in a process of their own.

Such a file can keep its reader busy for ever, fill the memory, or end it. Here it ends a small
process that holds nothing but this one file: ``reader`` starts it, asks it and ends it, ``drawing``
and ``reading`` are what runs inside, ``exchange`` is how they speak; ``contents`` asks several
such processes for texts, places and pieces of files. The file goes in and the pictures come out
through pipes; nothing of it is written anywhere.
"""

ARGUMENT = "--draw-pdf"
"""What the program is called with to be such a process; not meant for people."""
