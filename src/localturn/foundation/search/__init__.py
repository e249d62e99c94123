"""One index over what the rooms offer."""
