"""An alert worded for mail, Slack, plain text and machines, when it is sent."""
