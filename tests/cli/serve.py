#!/usr/bin/env python3
"""serve.py [--here] DRIVER [TEST…]: what the server answers to good, odd and hostile requests."""

import contextlib
import email.utils
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from serving import AUDIO, DRIVER, HERE, Served, children, connect, get, raw, read_all, serving, status_of


class Files(Served):
    def test_types_and_content(self):
        for path, media_type, content in [
            ("/a.mp3", "audio/mpeg", AUDIO),
            ("/empty.opus", "audio/ogg", b""),
            ("/%C3%BCber%20uns.html", "text/html; charset=utf-8", "<p>über".encode()),
            ("/2026/b.timings.json", "application/json", b"{}"),
            ("/latest.mp3", "audio/mpeg", AUDIO),
            ("/a.mp3?x=/../..#y", "audio/mpeg", AUDIO),
            ("/page/", "text/html; charset=utf-8", b"<h1>index"),
        ]:
            if path == "/latest.mp3" and "valgrind" in DRIVER:
                continue  # it lacks openat2, and without that no link is followed
            with self.subTest(path):
                status, headers, body = self.get(path)
                self.assertEqual((status, headers["Content-Type"], body), (200, media_type, content))
                self.assertEqual(headers["Content-Length"], str(len(content)))
                self.assertEqual(headers["Cache-Control"], "no-cache")
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                head = self.get(path, method="HEAD")
                self.assertEqual((head[0], head[1]["Content-Length"], head[2]), (200, str(len(content)), b""))

    def test_ranges(self):
        size = len(AUDIO)
        for value, first, last in [
            ("bytes=0-0", 0, 0), ("bytes=0-", 0, size - 1), ("bytes=100-199", 100, 199),
            ("bytes=-1", size - 1, size - 1), (f"bytes=-{size * 9}", 0, size - 1),
            (f"bytes={size - 1}-{size * 9}", size - 1, size - 1),
            ("bytes=5-99999999999999999999999", 5, size - 1),
        ]:
            with self.subTest(value):
                status, headers, body = self.get("/a.mp3", {"Range": value})
                self.assertEqual((status, body), (206, AUDIO[first:last + 1]))
                self.assertEqual(headers["Content-Range"], f"bytes {first}-{last}/{size}")
                self.assertEqual(headers["Content-Length"], str(last - first + 1))
                head = self.get("/a.mp3", {"Range": value}, method="HEAD")
                self.assertEqual((head[0], head[2]), (206, b""))
        for value in [f"bytes={size}-", "bytes=-0", "bytes=99999999999999999999999-"]:
            with self.subTest(value):
                status, headers, _ = self.get("/a.mp3", {"Range": value})
                self.assertEqual((status, headers["Content-Range"]), (416, f"bytes */{size}"))
        for value in ["bytes=5-2", "bytes=x", "lines=0-1", "bytes=0-1,5-6", "bytes=", "bytes=-", "x" * 4000]:
            with self.subTest(value):
                status, headers, body = self.get("/a.mp3", {"Range": value})
                self.assertEqual((status, body, headers["Content-Range"]), (200, AUDIO, None))
        self.assertEqual(self.get("/empty.opus", {"Range": "bytes=0-"})[0], 416)
        self.assertEqual(self.get("/empty.opus", {"Range": "bytes=-5"})[0], 200)

    def test_conditions(self):
        path = os.path.join(self.site.out, "a.mp3")
        os.utime(path, (1700000000, 1700000000))
        _, headers, _ = self.get("/a.mp3")
        tag, date = headers["ETag"], headers["Last-Modified"]
        self.assertEqual(date, email.utils.formatdate(1700000000, usegmt=True))
        later, earlier = (email.utils.formatdate(1700000000 + d, usegmt=True) for d in (5, -5))
        part = {"Range": "bytes=0-9"}
        for headers, status in [
            ({"If-None-Match": tag}, 304), ({"If-None-Match": f'"x", W/{tag}'}, 304),
            ({"If-None-Match": "*"}, 304), ({"If-None-Match": '"x"'}, 200),
            ({"If-None-Match": '"x"', "If-Modified-Since": date}, 200),
            ({"If-Modified-Since": date}, 304), ({"If-Modified-Since": later}, 304),
            ({"If-Modified-Since": earlier}, 200), ({"If-Modified-Since": "gestern"}, 200),
            ({"If-Match": tag}, 200), ({"If-Match": '"x"'}, 412), ({"If-Match": f"W/{tag}"}, 412),
            ({"If-Unmodified-Since": earlier}, 412), ({"If-Unmodified-Since": date}, 200),
            ({**part, "If-Range": tag}, 206), ({**part, "If-Range": date}, 206),
            ({**part, "If-Range": '"x"'}, 200), ({**part, "If-Range": f"W/{tag}"}, 200),
            ({**part, "If-Range": later}, 200), ({**part, "If-Range": "?"}, 200),
            ({**part, "If-None-Match": tag}, 304),
        ]:
            with self.subTest(headers):
                got, answered, body = self.get("/a.mp3", headers)
                self.assertEqual(got, status)
                self.assertEqual(answered["ETag"], tag)
                if status in (304,):
                    self.assertEqual(body, b"")
        os.utime(path, ns=(1, 1700000000 * 10**9 + 1))  # within the same second
        self.assertNotEqual(self.get("/a.mp3")[1]["ETag"], tag)
        os.utime(path)  # just now: its date may stand for two states
        _, headers, _ = self.get("/a.mp3")
        self.assertEqual(self.get("/a.mp3", {**part, "If-Range": headers["Last-Modified"]})[0], 200)

    def test_folders(self):
        status, headers, _ = self.get("/2026")
        self.assertEqual((status, headers["Location"]), (302, "/2026/"))
        status, _, body = self.get("/2026/")
        self.assertEqual(status, 200)
        self.assertIn(b'href="./b.timings.json"', body)
        self.assertEqual(self.get("/a.mp3/")[0], 404)

    def test_own_page(self):
        status, headers, body = self.get("/")
        self.assertEqual(status, 200)
        self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
        for url in re.findall(rb'(?:src|href)="(/_listen/[^"]+)"', body):
            self.assertEqual(self.get(url.decode())[0], 200)
        self.assertEqual(self.get("/_listen/")[2], body)
        self.assertEqual(self.get("/_listen/x")[0], 404)
        self.assertEqual(self.get("/_listen/events", method="HEAD")[0], 200)

    def test_index_of_the_root_gives_way_to_a_manifest(self):
        with tempfile.TemporaryDirectory() as folder, serving(folder) as server:
            own = get(server, "/")[2]
            with open(os.path.join(folder, "index.html"), "wb") as file:
                file.write(b"mine")
            self.assertEqual(get(server, "/")[2], b"mine")
            with open(os.path.join(folder, "manifest.json"), "wb") as file:
                file.write(b"{}")
            self.assertEqual(get(server, "/")[2], own)
            self.assertEqual(get(server, "/index.html")[2], b"mine")

    def test_a_file_replaced_while_it_is_read(self):
        self.site.write("out/big.wav", b"1" * 5_000_000)
        with connect(self.server) as connection:
            connection.sendall(b"GET /big.wav HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            first = connection.recv(1000)
            self.site.write("out/.new", b"2" * 10)
            os.rename(os.path.join(self.site.out, ".new"), os.path.join(self.site.out, "big.wav"))
            whole = first + read_all(connection)
        self.assertEqual(whole.count(b"1" * 1000), 5000)
        self.assertEqual(self.get("/big.wav")[2], b"2" * 10)

    def test_a_file_cut_short_while_it_is_read(self):
        self.site.write("out/cut.wav", b"1" * 20_000_000)
        with connect(self.server) as connection:
            connection.sendall(b"GET /cut.wav HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.recv(1000)
            os.truncate(os.path.join(self.site.out, "cut.wav"), 0)
            self.assertLess(len(read_all(connection)), 20_000_000)  # closed, not padded, not hung
        self.assertEqual(self.get("/a.mp3")[0], 200)


class Hostile(Served):
    def test_paths_that_leave_the_folder(self):
        for path in [
            "/../outside.txt", "/../secret/key", "/2026/../../outside.txt", "/%2e%2e/outside.txt",
            "/%2E%2e/outside.txt", "/..%2foutside.txt", "/%2e%2e%2foutside.txt", "/.%2e/outside.txt",
            "/..%5coutside.txt", "/..\\outside.txt", "/%252e%252e/outside.txt", "/%c0%ae%c0%ae/outside.txt",
            "/..%00/outside.txt", "/a.mp3%00", "/a.mp3%00.html", "//etc/passwd", "///etc/passwd",
            "/.hidden", "/%2ehidden", "/./.hidden", "/leak", "/leaks/key", "/leaks/", "/leaks",
            "/pipe", "/..", "/../", "/.", "/a.mp3/../../outside.txt", "outside.txt", "../outside.txt",
            "/%", "/%zz", "/%f", "*", "file:///etc/passwd", "http://evil.example/../outside.txt",
            "/" + "a" * 300, "/" + "a/" * 1000, "/proc/self/environ", "/_listen/../../outside.txt",
            "/_listen/%2e%2e/%2e%2e/outside.txt",
        ]:
            with self.subTest(path):
                answer = self.request(f"GET {path} HTTP/1.1")
                self.assertIn(status_of(answer), (400, 404))
                self.assertNotIn(b"SECRET", answer)
                self.assertNotIn(b"root:", answer)

    def test_hosts(self):
        port = self.server.port
        for host, status in [
            ("localhost", 200), (f"localhost:{port}", 200), (f"127.0.0.1:{port}", 200), ("[::1]", 200),
            ("evil.example", 421), (f"evil.example:{port}", 421), ("localhost.evil.example", 421),
            ("", 421), ("192.168.0.1", 421), ("localhost@evil.example", 421), (None, 400),
        ]:
            with self.subTest(host):
                self.assertEqual(status_of(self.request("GET /a.mp3 HTTP/1.1", host=host)), status)
        self.assertEqual(status_of(self.request("GET /a.mp3 HTTP/1.0", host=None)), 200)
        self.assertEqual(status_of(self.request("GET /a.mp3 HTTP/1.0", host="evil.example")), 421)
        self.assertEqual(status_of(self.request("GET / HTTP/1.1", "Host: evil.example")), 400)
        self.assertEqual(status_of(self.request("GET / HTTP/1.1", "Host: localhost", host="evil.example")), 400)

    def test_methods(self):
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "X"]:
            with self.subTest(method):
                answer = self.request(f"{method} /a.mp3 HTTP/1.1", "Content-Length: 0")
                self.assertEqual(status_of(answer), 405)
                self.assertIn(b"Allow: GET, HEAD", answer)
        answer = raw(self.server, b"POST /a.mp3 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n" +
                     b"x" * 100000)
        self.assertIn(status_of(answer), (405, None))
        for header in ["Content-Length: 5", "Transfer-Encoding: chunked", "Content-Length: -1", "Content-Length: x"]:
            with self.subTest(header):
                answer = raw(self.server, f"GET /a.mp3 HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\nGET /".encode())
                self.assertIn(status_of(answer), (400, 413))

    def test_other_sites_may_not_read(self):
        for origin, allowed in [("http://localhost:1313", True), ("http://127.0.0.1", True), ("null", False),
                                ("http://evil.example", False), ("http://localhost.evil.example", False)]:
            _, headers, _ = self.get("/a.mp3", {"Origin": origin})
            self.assertEqual(headers["Access-Control-Allow-Origin"], origin if allowed else None)

    def test_no_http(self):
        for request in [b"", b"\r\n", b"\r\n" * 5000, b"\0" * 1000, b"GET", b"GET /a.mp3", b"GET /a.mp3\r\n\r\n",
                        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 500, os.urandom(5000),
                        b"GET /a.mp3 HTTP/9.9\r\nHost: localhost\r\n\r\n", b"GET  /a.mp3  HTTP/1.1\r\n\r\n",
                        b"GET /a.mp3\0x HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        b"GET /a.mp3 HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n",
                        b"GET /a.mp3 HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
                        b"GET /a.mp3 HTTP/1.1\r\nHost: loc\0alhost\r\n\r\n",
                        b"GET /a.mp3 HTTP/1.1\nHost: localhost\n\n",
                        b"GET http://evil.example/a.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n"]:
            with self.subTest(request[:60]):
                self.assertNotIn(b"SECRET", raw(self.server, request))
        self.assertEqual(self.get("/a.mp3")[0], 200)

    def test_huge_requests(self):
        line = b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        header = b"GET /a.mp3 HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n"
        headers = b"GET /a.mp3 HTTP/1.1\r\nHost: localhost\r\n" + b"X: a\r\n" * 200_000 + b"\r\n"
        for request in [line, header, headers]:
            self.assertIn(status_of(raw(self.server, request)), (400, 413, 414, 431, None))
        self.assertEqual(self.get("/a.mp3")[0], 200)

    def test_pipelined(self):
        one = b"GET /empty.opus HTTP/1.1\r\nHost: localhost\r\n\r\n"
        last = b"GET /2026/b.timings.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with connect(self.server) as connection:
            connection.sendall(one * 100 + last)
            answer = read_all(connection)
        self.assertEqual(answer.count(b"HTTP/1.1 200 OK"), 101)
        self.assertTrue(answer.endswith(b"\r\n\r\n{}"))

    def test_many_connections(self):
        with contextlib.ExitStack() as stack:
            idle = [stack.enter_context(connect(self.server)) for _ in range(400)]  # more than there are places
            for connection in idle[::2]:
                with contextlib.suppress(OSError):
                    connection.sendall(b"GET /a.mp3 HT")
            start = time.monotonic()
            self.assertEqual(self.get("/a.mp3")[2], AUDIO)
            self.assertLess(time.monotonic() - start, 5)

    def test_many_at_work(self):
        self.site.write("out/long.wav", b"1" * 3_000_000)
        wrong = []

        def fetch():
            for _ in range(3):
                if len(self.get("/long.wav")[2]) != 3_000_000:
                    wrong.append(1)

        threads = [threading.Thread(target=fetch) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_slow_requests_are_closed(self):
        with connect(self.server, 30) as drip, connect(self.server, 30) as silent:
            start = time.monotonic()
            drip.sendall(b"GET /a.mp3 HTTP/1.1\r\n")
            while not select.select([drip], [], [], 0.5)[0]:
                with contextlib.suppress(OSError):
                    drip.sendall(b"X: x\r\n")
                self.assertLess(time.monotonic() - start, 20)
            self.assertEqual(read_all(silent), b"")
            self.assertLess(time.monotonic() - start, 20)
        self.assertEqual(self.get("/a.mp3")[0], 200)

    def test_it_sleeps_while_nothing_is_asked(self):
        def cpu_s():
            total = 0
            for pid in [self.server.pid, *children(self.server.pid)]:
                with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                    total += sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13]))
            return total / os.sysconf("SC_CLK_TCK")

        self.site.write("out/large.wav", b"1" * 30_000_000)
        with connect(self.server) as idle, connect(self.server) as stream, connect(self.server) as stalled:
            idle.sendall(b"GET /empty.opus HTTP/1.1\r\nHost: localhost\r\n\r\n")
            stream.sendall(b"GET /_listen/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            stalled.sendall(b"GET /large.wav HTTP/1.1\r\nHost: localhost\r\n\r\n")
            idle.recv(100), stream.recv(100), stalled.recv(100)
            time.sleep(0.3)
            before = cpu_s()
            time.sleep(2)
            self.assertLess(cpu_s() - before, 0.1)

    def test_those_who_go_away(self):
        for _ in range(100):
            with connect(self.server) as connection:
                connection.sendall(b"GET /a.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertEqual(self.get("/a.mp3")[0], 200)


class Events(Served):
    def setUp(self):
        self.server = self.enterContext(serving(self.site.out))

    def stream(self):
        connection = connect(self.server)
        connection.sendall(b"GET /_listen/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection

    def read_event(self, connection):
        got = b""
        while not (found := re.search(rb"data: (\d+)\n\n", got)):
            part = connection.recv(4096)
            self.assertTrue(part, "the stream ended")
            got += part
        return int(found[1])

    def test_pages_hear_of_builds(self):
        with self.stream() as one, self.stream() as two:
            version = self.read_event(one)
            self.assertEqual(self.read_event(two), version)
            for _ in range(3):
                self.server.stdin.write(b"reload\n")
                self.server.stdin.flush()
                heard = self.read_event(one)
                self.assertNotEqual(heard, version)
                self.assertEqual(self.read_event(two), heard)
                version = heard
        with self.stream() as late:
            self.assertEqual(self.read_event(late), version)

    def test_too_many_streams(self):
        with contextlib.ExitStack() as stack:
            streams = [stack.enter_context(self.stream()) for _ in range(40)]
            statuses = [status_of(s.recv(200)) for s in streams]
            self.assertEqual((statuses.count(200), statuses.count(503)), (32, 8))
            self.assertEqual(self.get("/a.mp3")[0], 200)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:  # those that are gone are found by the next event
            self.server.stdin.write(b"reload\n")
            self.server.stdin.flush()
            with self.stream() as stream:
                if status_of(stream.recv(200)) == 200:
                    return
            time.sleep(0.1)
        self.fail("no place is free again")


class Process(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        with open(os.path.join(self.folder.name, "a.txt"), "wb") as file:
            file.write(b"a")

    def own_addresses(self):
        """Addresses of this machine that others can reach."""
        try:
            listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout.split()
        except FileNotFoundError:
            listed = []
        return [a for a in listed if ":" not in a]

    def test_only_on_the_loopback_interface(self):
        with serving(self.folder.name) as server:
            with open("/proc/net/tcp", encoding="ascii") as file:
                rows = [line.split() for line in file.readlines()[1:]]
            listening = {row[1] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == server.port}
            self.assertEqual(listening, {f"0100007F:{server.port:04X}"})
            with contextlib.suppress(FileNotFoundError), open("/proc/net/tcp6", encoding="ascii") as file:
                self.assertNotIn(f":{server.port:04X} 0", " ".join(line[:50] for line in file if " 0A " in line))
            for address in self.own_addresses() + ["127.0.0.2"]:
                with self.assertRaises(OSError):
                    socket.create_connection((address, server.port), 3).close()

    def test_other_interfaces_when_asked(self):
        with serving(self.folder.name, "0.0.0.0:0") as server:
            self.assertEqual(server.host, "127.0.0.1")
            for address in self.own_addresses() + ["127.0.0.2"]:
                server.host = address
                self.assertEqual(get(server, "/a.txt")[2], b"a")
            self.assertEqual(get(server, "/a.txt", {"Host": "evil.example"})[0], 421)

    def test_a_port_that_is_taken(self):
        with serving(self.folder.name, mode=[]) as server:
            again = subprocess.run([DRIVER, self.folder.name, str(server.port)], capture_output=True,
                                   text=True, stdin=subprocess.DEVNULL)
            self.assertEqual(again.returncode, 1)
            self.assertIn(f"port {server.port} of 127.0.0.1 is taken", again.stderr)
            self.assertIn("--serve=0", again.stderr)
        for value, words in [("1.2.3.4:1", "no such address"), ("no-such-host.invalid", "no address is known")]:
            run = subprocess.run([DRIVER, self.folder.name, value], capture_output=True, text=True,
                                 stdin=subprocess.DEVNULL)
            self.assertEqual(run.returncode, 1)
            self.assertIn(words, run.stderr)
        run = subprocess.run([DRIVER, self.folder.name + "/gone", "0"], capture_output=True, text=True,
                             stdin=subprocess.DEVNULL)
        self.assertEqual(run.returncode, 1)
        self.assertIn("cannot read", run.stderr)

    def test_the_usual_port_or_a_free_one(self):
        with serving(self.folder.name, None, mode=[]) as one, serving(self.folder.name, None, mode=[]) as two:
            self.assertNotEqual(one.port, two.port)

    def assert_gone(self, server, pids):
        deadline = time.monotonic() + 3
        while any(os.path.exists(f"/proc/{pid}") for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(any(os.path.exists(f"/proc/{pid}") for pid in pids))
        with self.assertRaises(OSError):
            connect(server, 2).close()

    def test_signals_end_it_at_once(self):
        for mode in ([], ["--wait"]):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(mode=mode, number=number), serving(self.folder.name, mode=mode) as server:
                    with connect(server) as stream, connect(server):
                        stream.sendall(b"GET /_listen/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        stream.recv(100)
                        pids = children(server.pid)
                        start = time.monotonic()
                        server.send_signal(number)
                        self.assertEqual(server.wait(5), 0)
                        self.assertLess(time.monotonic() - start, 1)
                    self.assert_gone(server, pids)

    def test_it_ends_with_its_caller(self):
        with serving(self.folder.name, mode=[]) as server:
            server.ended = True
            pids = children(server.pid)
            self.assertEqual(len(pids), 1)
            server.kill()
            server.wait()
            self.assert_gone(server, pids)

    def test_its_end_is_told(self):
        for mode, status in (([], 1), (["--wait"], 3)):
            with serving(self.folder.name, mode=mode, stderr=subprocess.PIPE) as server:
                server.ended = True
                os.kill(children(server.pid)[0], signal.SIGKILL)
                self.assertEqual(server.wait(5), status)
                if mode == []:
                    self.assertIn(b"has ended by itself", server.stderr.read())
                server.stderr.close()

    def test_it_holds_nothing_of_its_caller(self):
        reader, writer = os.pipe()
        os.set_inheritable(writer, True)
        with subprocess.Popen([DRIVER, self.folder.name, "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              pass_fds=[writer]) as process:
            process.stdout.readline()
            child = children(process.pid)[0]
            links = [os.readlink(f"/proc/{child}/fd/{fd}") for fd in os.listdir(f"/proc/{child}/fd")]
            self.assertFalse([link for link in links if link.startswith("pipe:") and
                              link == os.readlink(f"/proc/self/fd/{writer}")])
            self.assertEqual(os.readlink(f"/proc/{child}/fd/1"), "/dev/null")
            process.stdin.close()
        os.close(reader)
        os.close(writer)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2 + len(HERE):])
