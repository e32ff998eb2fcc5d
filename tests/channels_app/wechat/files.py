"""Small real files for the tests, and a server that answers as it is told."""

import math
import struct
import threading
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import av
from av.audio import AudioStream
from av.audio.resampler import AudioResampler
from PIL import Image


def jpeg(side: int = 32) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), (7, 193, 96)).save(out, "JPEG")
    return out.getvalue()


def wav(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """A tone."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        tone = (int(9000 * math.sin(n / 5)) for n in range(int(rate * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in tone))
    return out.getvalue()


def sound(codec: str, container: str, seconds: float = 1.0, rate: int = 24_000) -> bytes:
    """The tone in another format: ("libmp3lame", "mp3"), ("libopus", "webm")."""
    out = BytesIO()
    with av.open(BytesIO(wav(seconds)), "r") as source, av.open(out, "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        resampler = AudioResampler(format=stream.format.name, layout="mono", rate=rate, frame_size=stream.frame_size)
        for frame in [*source.decode(audio=0), None]:
            for resampled in resampler.resample(frame):
                target.mux(stream.encode(resampled))
        target.mux(stream.encode(None))
    return out.getvalue()


MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


@dataclass
class Scripted:
    """A server that answers each path with (status, headers, body), and notes who came."""

    url: str = ""
    pages: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)

    def answers(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@contextmanager
def scripted() -> Iterator[Scripted]:
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.came.append(self.path)
            status, headers, body = script.pages[self.path.partition("?")[0]]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield script
    server.shutdown()
    server.server_close()
    thread.join(10)
