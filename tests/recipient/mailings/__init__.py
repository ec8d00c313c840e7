"""Newsletters made up in the styles of sending services, each as two readers get it, to judge the scanner by."""
