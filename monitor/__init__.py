"""Watch sources on one subject; tell the desk what was published, changed and withdrawn."""

__version__ = "0.1.0"
