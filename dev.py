#!/usr/bin/env python3
"""Set Local Turn up, run it, test it: `python3 dev.py help`.

This file is only the door: it is written so that an old Python can still read it and say what is
missing. The work is in workshop/, which needs nothing but the standard library.
"""

import os
import shutil
import sys

NEEDED = (3, 11)
KNOWN = ("3.14", "3.13", "3.12", "3.11")


def main():
    """Hand over to the workshop, in a Python that is new enough."""
    if sys.version_info[:2] < NEEDED:
        for version in KNOWN:
            newer = shutil.which("python" + version)
            if newer:
                os.execv(newer, [newer, os.path.abspath(__file__), *sys.argv[1:]])
        sys.exit(
            "Local Turn needs Python 3.11 or newer; this is Python %d.%d.\n"
            "Install one (on Debian 12 and Ubuntu 24.04: sudo apt install python3 python3-venv)\n"
            "and call it by its name, such as: python3.11 dev.py run" % sys.version_info[:2]
        )
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from workshop.door import enter

    return enter(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
