"""The frame of every page, its components and its look."""
