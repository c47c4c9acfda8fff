"""CSV files downloaded from the Console and from the admin settings of a Team or Enterprise plan.

Read in this order: `formats` (which file is this), `table` (bytes to rows of
text), `sheet` (rows to columns), then one module per format: `tokens`, `cost`,
`spend`, `members`. `reading` puts them together.
"""
