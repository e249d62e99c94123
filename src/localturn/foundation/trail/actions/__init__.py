from localturn.foundation.trail.actions.recording import record

__all__ = ["record"]
