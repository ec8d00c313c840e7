"""The two newsletters of the demo: a bookshop's letter and a release note. All of it is invented."""
