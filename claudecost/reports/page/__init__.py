"""The page: one picture of a period, put together from a handful of answers."""
