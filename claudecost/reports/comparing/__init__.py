"""Why the cost changed between two periods: usage in cells, each priced with and without every modifier."""
