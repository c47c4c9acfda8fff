"""What `doctor` looks at: one file for each theme, each a generator of findings."""
