"""The speed of stamping beside its peers, and of the collector beside nginx: ``make bench``.

Every figure that counts is a ratio to something measured in the same run. docs/performance.md tells what came out.
"""
