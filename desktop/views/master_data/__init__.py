"""Area *Stammdaten*: files of the ERP are tried, taken in and taken back."""
