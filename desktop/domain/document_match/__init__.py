"""Whose a paper is: what stands on its pages against the contracts, and how sure that makes it.

``directory`` knows the contracts, ``page_facts`` finds on a page what names one of them,
``letters`` where a letter ends and the next begins; ``verdicts`` judges one letter, ``batch`` what
only shows beside the others. A paper at the wrong tenant's is the one error that cannot be taken
back: whatever is not proven is for a person to decide.
"""
