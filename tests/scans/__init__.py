"""Golden scans: messages made up for one hazard each, and what is found in them."""
