"""`python -m localturn` is the console script."""

from localturn.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
