"""Block lists and rules for programs that others run, made from the catalogue or from a scan."""
