"""A message as bytes: its parts, the references inside them, and edits that change nothing else."""
