"""The store file: who may open it, what it is made of, and what can be wrong with it."""
