"""Trials: long attacks and simulations of the whole program, each a command of its own."""
