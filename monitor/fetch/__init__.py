"""The one door out: polite, bounded, conditional. The only room that knows httpx."""
