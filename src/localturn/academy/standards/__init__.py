"""Outside formats: bytes to values and back."""
