"""What every address of the API has in common: who asks, what is refused, pages of lists, values.

Rooms declare their addresses with it in their `api`. It loads django-ninja, half a second of work:
nothing that answers pages or commands imports it (decision 0015).
"""
