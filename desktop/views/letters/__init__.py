"""Letters to print: the list, what one looks like, printers and files, past batches."""
