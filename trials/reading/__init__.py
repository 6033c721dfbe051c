"""Reading, measured on public pages that nobody here wrote. `make reading DATA=DIR`."""
