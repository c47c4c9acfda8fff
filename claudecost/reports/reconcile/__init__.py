"""Our price of the metered usage beside what was billed: cell by cell, every difference with its cause."""
