"""What whoever runs the bot needs: checks, the heartbeat, seeding, rights and retention."""
