"""From → to between rooms: where is this used."""
