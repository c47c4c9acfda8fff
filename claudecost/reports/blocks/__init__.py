"""Five-hour windows, as plans with a limit count usage: a window opens with a response and runs its time."""
