"""The store's history, one file a step; run by `monitor db upgrade`."""
