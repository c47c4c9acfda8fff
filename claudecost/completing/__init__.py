"""What the shell offers after a Tab: commands, options, and names that are in the store.

`words` decides which kind of word comes next, `names` knows the words of a kind, `shells` holds the three
scripts that ask. Names were chosen by others: a script only ever handles them as data, never evaluates them.
"""
