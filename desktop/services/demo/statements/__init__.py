"""A year of invented statements of operating costs, with the contracts they belong to.

``tenancies`` finds contracts and makes those that are lacking, ``plan`` decides what is odd about
which letter, ``letters`` writes its pages, ``making`` brings all of it into a folder.
"""
