"""The commands: they print and set exit codes, and decide nothing."""
