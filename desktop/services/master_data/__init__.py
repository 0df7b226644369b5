"""Imports of master data from the ERP: read, planned, tried, taken in portion by portion, undone.

``importing`` is the use case, ``kinds`` knows what each kind of row means here, ``take_back``
undoes a whole import.
"""
