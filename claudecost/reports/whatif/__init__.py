"""What past usage would have cost on another model."""
