"""Figures as a mail, and the mail to whom it is for: words, layout, message, service."""
