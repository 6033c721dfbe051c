"""Words for an alert, and the way to a channel. The only room that knows apprise."""
