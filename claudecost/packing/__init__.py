"""Packs: one machine's observations in one Parquet file, what it says of itself, and names hidden in it."""
