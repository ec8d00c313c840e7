"""The formats of logs: one room each, and what they share."""
