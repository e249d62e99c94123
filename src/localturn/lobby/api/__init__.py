"""The API of the house: its own addresses and those of every room, under `/api/v1/`.

Imported when somebody asks the API, not before (`lobby/api/later.py`, decision 0015).
"""
