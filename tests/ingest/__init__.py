"""Transcripts into the store: in any order, while they grow, when they are damaged, when something is killed."""
