"""The films of the demonstration course: slides from a text, with captions in its languages.

    uv run --with av --with pillow python -m workshop.films

Made anew only when a text changes: what comes out is committed beside the course. They are silent,
so their captions say everything. `av` (BSD) is needed for this alone and is no dependency.
"""
