"""What pages and processes cost; see README.md."""
