"""What is missing, and how sure one can be of the rest."""
