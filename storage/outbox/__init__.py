"""The outbox: deliveries, and the notices about changed articles."""
