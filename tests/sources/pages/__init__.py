"""Response pages of the organisation's endpoints, written by hand."""
