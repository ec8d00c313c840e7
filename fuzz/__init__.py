"""Fuzzing: octets that nobody would write, thrown at every engine that reads octets from strangers.

``make fuzz`` runs it, guided by coverage (atheris). A target is a plain function over octets (``targets.TARGETS``), so
each also runs without atheris: tests/test_fuzz.py runs all of them on their seeds.
"""
