"""What the lobby does on behalf of all rooms."""
