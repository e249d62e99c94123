"""Django's PostgreSQL backend, which does not ask the server before each request if it is there.

A server that lets go of a connection says so and hangs up, and both can be seen on the socket
without a word to it. Asked is only where something waits there, after an error, and where nobody
has looked for a while: what lies between may forget a silent connection and tell neither end.
"""

import select
import time
from typing import Any

from django.db.backends.postgresql import base

SILENCE = 60.0
"""Seconds after which a connection that seems to be there is asked."""


class DatabaseWrapper(base.DatabaseWrapper):
    """With `CONN_HEALTH_CHECKS` this costs a busy server no round trip a request."""

    _looked_at = 0.0
    kept: dict[Any, Any]
    """What belongs to this connection alone: how its server calls the statements it was given
    (`foundation/asking_postgresql`)."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.kept = {}
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether the next statement will be answered."""
        before, self._looked_at = self._looked_at, time.monotonic()
        if self._looked_at - before < SILENCE and not self.errors_occurred and self._is_quiet():
            return True
        return bool(super().is_usable())

    def _is_quiet(self) -> bool:
        """Whether the connection is open and nothing has come since the last answer."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.pgconn.socket, select.POLLIN)
        return not waiting.poll(0)
