"""Rules and arithmetic of learning, in plain Python."""
