"""Figures, each beside the bare library in the same run (`make bench`)."""
