"""Tools of the project: figures, and what is made from other files."""
