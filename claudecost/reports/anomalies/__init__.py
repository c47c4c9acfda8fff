"""Days that cost far more than a series' own usual day, and what about them was different."""
