"""Leaks: data of the reader inside URLs, headers and tokens, in whatever coats they come."""
