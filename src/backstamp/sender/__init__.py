"""The sender's side: which messages may be stamped, how they are stamped, and who the deliveries are."""
