"""The status line of Claude Code: one line, at once, whatever the history.

A room of its own: it imports a few small modules of the standard library and nothing else, opens no store and
waits for nobody. What it knows besides the end of the running transcript stands in one small file, which is
written whenever the store has been brought up to date (`asking/status.py`).
"""
