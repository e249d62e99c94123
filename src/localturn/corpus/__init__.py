"""Documents read and coded by several people, and what can be said of them with proof."""
