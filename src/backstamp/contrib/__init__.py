"""Backstamp in other people's houses: one module per framework, loaded by that framework alone."""
