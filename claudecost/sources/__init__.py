"""Bytes in, observations and problems out; one module or package per format."""
