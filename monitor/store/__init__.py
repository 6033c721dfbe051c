"""What was seen, kept: items, versions, events, alerts, deliveries. The only room that knows SQLAlchemy."""
