"""Hash functions that trackers use and the standard library does not have, in plain Python: inputs are short here."""
