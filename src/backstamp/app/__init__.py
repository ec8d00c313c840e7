"""The application: settings, wiring, command line, JSON API, reports. The only layer that sees all others."""
