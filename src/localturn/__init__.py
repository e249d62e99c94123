"""Local Turn: learn, find evidence, plan and meet, for those who govern migration locally."""

__version__ = "0.1.0"
