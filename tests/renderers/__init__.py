"""Every renderer as a specification: exact texts for a tiny report, and what no input may do."""
