"""References: every place in a message that makes, or can make, a client fetch something.

``message.references`` reads a whole message, ``document.references_in_html`` one HTML text; both yield values of
``reference.Reference``. Nothing here fetches anything.
"""
