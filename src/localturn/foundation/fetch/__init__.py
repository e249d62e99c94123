"""Outside addresses, asked safely."""
