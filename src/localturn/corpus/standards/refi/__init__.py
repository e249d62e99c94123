"""REFI-QDA 1.5: projects (`.qdpx`) and codebooks (`.qdc`) between programs for such analysis.

What is written is valid by the schema and the same whenever it is written anew. What is read need
not be: hardly any program keeps to the standard, and its own printed example does not.
"""
