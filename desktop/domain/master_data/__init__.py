"""Master data of the ERP as files bring them: which columns a kind has, and what a cell says."""
