"""The speed of every part beside its peers in the same run, and memory on inputs of any size: ``make bench``.

Every figure that counts is a ratio to something measured in the same run. docs/performance.md tells what came out.
"""
