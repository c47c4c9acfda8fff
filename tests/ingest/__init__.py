"""Transcripts into the store: in any order, while they grow, damaged, or while something is killed."""
