"""The local newsroom: the sources' real formats over real HTTP on loopback, for the demo and the tests."""
