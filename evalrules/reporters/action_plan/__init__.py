"""Action plans as text, pages and ledgers."""
