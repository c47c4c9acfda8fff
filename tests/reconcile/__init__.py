"""Computed against billed, on small months written by hand."""
