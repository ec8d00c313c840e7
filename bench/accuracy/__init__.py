"""How well the scanner finds trackers, beside the rules of its peers: ``make accuracy``.

docs/accuracy.md tells what came out, what the truth is, and what it is not.
"""
