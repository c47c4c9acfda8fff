"""Single responses logged outside Claude Code: what each format says, and every way files of it are odd."""
