"""A month as files: CSV, Parquet, XLSX and FOCUS, in a folder that appears whole or not at all."""
