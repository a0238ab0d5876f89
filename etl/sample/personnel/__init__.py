"""The sample personnel system: people, posts, orders, leave and training as of any instant."""
