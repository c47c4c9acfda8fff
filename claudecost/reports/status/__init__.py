"""What the status line has to know of the store: today, the last sessions, the open window."""
