"""What ccusage would count, and at what price: its published rules, beside ours for comparison only.

Read from the sources and READMEs of ccusage 20 (https://github.com/ccusage/ccusage, MIT) and tried against
its binary; nothing here ever touches a figure of ours.
"""

#: The version whose rules and embedded prices these are.
VERSION = "20.0.24"
