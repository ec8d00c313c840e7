"""The recipient's side: find what watches the reader of a message, defuse it, block it, and hunt for it in the logs.

Nothing here touches the network.
"""
