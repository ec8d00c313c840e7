"""Where messages come from: files, mailboxes, folders, archives and standard input, one message at a time."""
