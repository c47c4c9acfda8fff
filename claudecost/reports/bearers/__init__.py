"""Who bears usage: rules matched against everything there is, set by set, in the store."""
