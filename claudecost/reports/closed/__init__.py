"""Closed months: frozen with everything their figures follow from, and restated beside, never over."""
