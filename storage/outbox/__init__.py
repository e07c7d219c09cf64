"""What is to be sent: deliveries and notices."""
