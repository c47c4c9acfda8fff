"""The CSV downloads of the Console and of claude.ai: every version, as downloaded and as saved again."""
