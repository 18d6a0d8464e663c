"""For the tests of the server: a folder, a server of it, and requests over raw sockets."""

import contextlib
import http.client
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import unittest

HERE = [arg for arg in sys.argv[1:2] if arg == "--here"]  # in the driver's own process, for sanitizers
DRIVER = sys.argv[1 + len(HERE)]
AUDIO = bytes(range(256)) * 400


class Site:
    """A folder as a build leaves it, with traps beside it."""

    def __init__(self, root):
        self.root, self.out = root, os.path.join(root, "out")
        os.makedirs(os.path.join(self.out, "2026"))
        os.makedirs(os.path.join(root, "secret"))
        self.write("secret/key", b"SECRET")
        self.write("outside.txt", b"SECRET")
        self.write("out/a.mp3", AUDIO)
        self.write("out/empty.opus", b"")
        self.write("out/über uns.html", "<p>über".encode())
        self.write("out/2026/b.timings.json", b"{}")
        self.write("out/.hidden", b"SECRET")
        self.write("out/page/index.html", b"<h1>index")
        os.symlink("../secret/key", os.path.join(self.out, "leak"))
        os.symlink("../secret", os.path.join(self.out, "leaks"))
        os.symlink("a.mp3", os.path.join(self.out, "latest.mp3"))
        os.mkfifo(os.path.join(self.out, "pipe"))

    def write(self, path, content):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


@contextlib.contextmanager
def serving(folder, value="0", *, mode=None, stderr=None):
    command = [*shlex.split(DRIVER), *(HERE if mode is None else mode), folder] + ([value] if value is not None else [])
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
    try:
        url = process.stdout.readline().decode().strip()
        found = re.fullmatch(r"http://(.*):(\d+)/", url)
        assert found, f"no URL but {url!r}"
        process.url, process.port = url, int(found[2])
        process.host = found[1].strip("[]")
        yield process
    finally:
        process.stdin.close()
        try:
            status = process.wait(20)
        finally:
            if process.poll() is None:
                process.kill()
            process.stdout.close()
    assert status == 0 or getattr(process, "ended", False), f"exit status {status}"


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def connect(server, timeout=20):
    return socket.create_connection((server.host, server.port), timeout)


def read_all(connection):
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def raw(server, request):
    """Send bytes, and return all that comes until the server closes."""
    with connect(server) as connection:
        with contextlib.suppress(OSError):  # closed already
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


def status_of(answer):
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(found[1]) if found else None


def get(server, path, headers=None, method="GET"):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
        return response.status, response.headers, body
    finally:
        connection.close()


class Served(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.site = Site(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.server = cls.stack.enter_context(serving(cls.site.out))

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def get(self, *args, **kwargs):
        return get(self.server, *args, **kwargs)

    def request(self, line, *headers, host="localhost"):
        lines = [line] + ([f"Host: {host}"] if host is not None else []) + list(headers)
        return raw(self.server, ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
