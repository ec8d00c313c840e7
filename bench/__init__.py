"""The speed of the collector, measured beside nginx and beside one transaction per hit: ``make bench``.

Every figure that counts is a ratio to something measured in the same run. docs/performance.md tells what came out.
"""
