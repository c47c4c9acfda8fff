"""Fetching from a fake organisation, over real HTTP on this machine."""
