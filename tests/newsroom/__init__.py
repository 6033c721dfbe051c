"""Sites on loopback that the tests poll, as strict as the real ones; the demo needs none of them."""
