"""What is read of the inbox, of preferences, of the outbox, of what people follow and of webhooks."""
