"""What was recorded reaches the desk: claimed, worded, sent, settled. It asks no source."""
