"""Links, read offline: where a wrapped link leads, which parameters only track, and what cannot be unwrapped."""
