"""The service's HTTP face: health, readiness, metrics."""
