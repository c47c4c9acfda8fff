"""Our total beside what ccusage's rules make of the same transcripts, and why they differ."""
