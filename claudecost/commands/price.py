def price() -> None:
    """Price."""
