"""Rules for programs that decide on whole messages: mail servers, mail filters, spam filters."""
