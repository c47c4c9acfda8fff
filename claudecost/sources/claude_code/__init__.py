"""Claude Code transcripts: where they lie, how a line becomes an observation.

`roots` finds the files, `lines` turns bytes into records (`rescue` helps where they are
damaged), `records` is the shape of a record, `reading` folds one file's records into
observations, `fingerprint` tells an append from a rewrite.
"""
