"""One verb per file. A command introduces the rooms to each other and talks to the person."""
