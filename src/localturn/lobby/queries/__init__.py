"""What the lobby shows, gathered from the rooms."""
