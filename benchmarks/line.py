"""A browser's line to a served installation: HTTP/1.1 with connections that are kept."""

import asyncio
import gzip
from dataclasses import dataclass, field
from urllib.parse import urlencode

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
FORM = "application/x-www-form-urlencoded"


class Dropped(Exception):
    """The line dropped, or nothing came in time: whether the server did it is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


@dataclass
class Line:
    """One person's line, with their cookies; it connects when it is first asked."""

    port: int
    host: str
    cookies: dict[str, str]
    patience: float = 30.0
    """Seconds until an answer that does not come counts as dropped."""
    accept: str = "*/*"
    _ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(
        default=None, init=False
    )

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, with the token against forged requests."""
        fields = {**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return await self._ask("POST", path, urlencode(fields).encode())

    def close(self) -> None:
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        try:
            async with asyncio.timeout(self.patience):
                reader, writer = await self._connected()
                writer.write(self._head(method, path, len(body)) + body)
                await writer.drain()
                return await self._answer(reader)
        except (OSError, EOFError, TimeoutError) as dropped:
            self.close()
            raise Dropped from dropped
        except asyncio.CancelledError:
            self.close()
            raise

    async def _connected(self) -> Ends:
        if self._ends is not None and self._ends[0].at_eof():
            self.close()
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self.port)
        return self._ends

    def _head(self, method: str, path: str, length: int) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}",
            f"Accept: {self.accept}",
            "Accept-Encoding: gzip",
            "Accept-Language: en",
            f"Cookie: {cookies}",
            f"Content-Type: {FORM}",
            f"Content-Length: {length}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _colon, value in pairs}
        if headers.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(status, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
