"""Where transcripts lie, and that no bytes in them can do harm."""
