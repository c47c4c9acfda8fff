"""The metered and the billed ledger, and which figures stand for a day."""
