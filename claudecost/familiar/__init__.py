"""The ways of ccusage: its spelling of a command line, its flags, and the shapes of its JSON.

Read from ccusage 20.0.24 and tried against its binary (https://github.com/ccusage/ccusage, MIT). Only the
ways: every figure in these shapes is ours.
"""
