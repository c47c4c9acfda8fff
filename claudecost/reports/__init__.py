"""Questions over the store: each a SQL file, its answer a `Report` any renderer can show."""
