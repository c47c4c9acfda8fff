"""Conversations one by one: when each began, and every response of one."""
