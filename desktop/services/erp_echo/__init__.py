"""What was released here and waits for the ERP: kept against imports, confirmed, or warned of.

``awaited`` is what an import asks row by row, ``noting`` what it hands back after it wrote.
"""
