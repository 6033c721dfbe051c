"""What makes the app run by itself. The local engine lets APScheduler be the clock and nothing more."""
