"""Sites of unknown make, generated from a seed: what the program tells of them that no editor did. `make themes`."""
