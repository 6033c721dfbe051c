"""What changed between two texts, and whether it matters."""
