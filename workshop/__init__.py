"""What `dev.py` does; standard library only, so that it works before anything is installed."""
