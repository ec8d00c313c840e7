"""Cleaning: trackers out of a message, everything else byte for byte as it was, and the way back kept."""
