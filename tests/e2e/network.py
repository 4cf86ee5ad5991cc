# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What stands between pantaud and a platform in the tests of the network: certificates, a server in front
of the simulated city that speaks TLS and spoils answers, a forward proxy, servers that misbehave below
HTTP. All on loopback, each with what it was sent.

    ca = Authority(folder)
    front = Front(city.port, tls=ca.issue("127.0.0.1"))
    ... front.origin, front.requests ...
    front.close()
"""

import base64
import errno
import http.client
import http.server
import pathlib
import select
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "content-length", "host"}


class Authority:
    """A certificate authority of its own; file: what http.ca_file names."""

    def __init__(self, folder, name="Office CA"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file, self.key = self.folder / "ca.pem", self.folder / "ca.key"
        self.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.file,
        )

    def openssl(self, *arguments):
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def issue(self, host, days=1, by_itself=False):
        """(certificate, key) for a host name or address; days=-1: it has ended. by_itself: signed by no
        authority but its own key."""
        stem = self.folder / f"{host.replace(':', '_')}.{days}.{by_itself}"
        key, request, certificate = f"{stem}.key", f"{stem}.csr", f"{stem}.pem"
        names = ("IP:" if host[-1].isdigit() else "DNS:") + host
        pathlib.Path(f"{stem}.ext").write_text(f"subjectAltName={names}\n")
        self.openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=platform", "-keyout", key, "-out", request,
        )
        signer = ["-signkey", key] if by_itself else ["-CA", self.file, "-CAkey", self.key, "-CAcreateserial"]
        self.openssl(
            "x509", "-req", "-in", request, *signer, "-days", days, "-extfile", f"{stem}.ext",
            "-out", certificate,
        )
        return certificate, key


def server_context(tls):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    return context


class Request:
    def __init__(self, handler):
        self.method, self.path = handler.command, handler.path
        self.headers = {name.lower(): value for name, value in handler.headers.items()}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # the other side went
            self.close_connection = True

    def do_GET(self):
        front = self.server.front
        request = Request(self)
        front.requests.append(request)
        answer = front.answer(request, self) if front.answer is not None else None
        if answer is None:
            answer = front.ask_city(request, self.body())
        if answer is not True:  # True: the hook has sent it itself
            self.send(*answer)

    do_POST = do_GET

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 64

    def get_request(self):
        connection, address = super().get_request()
        self.front.connections += 1
        if self.context is not None:
            connection.settimeout(600)
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self.front.open.append(connection)
        return connection, address

    def handle_error(self, request, client_address):
        self.front.broken += 1


class Front:
    """An HTTP server before the city. answer(request, handler): None to pass it on, or
    (status, headers, body), or True where it wrote to the handler itself."""

    def __init__(self, city_port, tls=None, host="127.0.0.1", port=0, answer=None):
        self.city_port, self.answer = city_port, answer
        self.requests, self.connections, self.broken, self.open = [], 0, 0, []
        server = type("Server6", (Server,), {"address_family": socket.AF_INET6}) if ":" in host else Server
        self.server = again(lambda: server((host, port), Handler, bind_and_activate=True))
        self.server.front = self
        self.server.context = server_context(tls) if tls is not None else None
        self.port = self.server.server_address[1]
        shown = f"[{host}]" if ":" in host else host
        self.origin = f"{'https' if tls else 'http'}://{shown}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask_city(self, request, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.city_port, timeout=300)
        try:
            headers = {k: v for k, v in request.headers.items() if k not in HOP}
            connection.request(request.method, request.path, body=body or None, headers=headers)
            answer = connection.getresponse()
            kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP]
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def paths(self):
        return [request.path for request in self.requests]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended


def again(make):
    """A port that was free a moment ago may be a connection's for a while."""
    deadline = time.monotonic() + 300
    while True:
        try:
            return make()
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


class Nobody:
    """A port where nobody listens, and nobody else will."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def close(self):
        self.socket.close()


class Listener:
    """A server below HTTP: behave(connection) plays its part. received: every byte that came."""

    def __init__(self, behave=None, port=0):
        self.behave, self.received, self.connections = behave, b"", 0
        self.socket = again(lambda: socket.create_server(("127.0.0.1", port), backlog=64))
        self.port = self.socket.getsockname()[1]
        self.ended = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while not self.ended.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            try:
                self.behave(self, connection)
            except OSError:
                pass

    def read(self, connection, wait=300):
        connection.settimeout(wait)
        more = connection.recv(65536)
        self.received += more
        return more

    def close(self):
        self.ended.set()
        try:
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes accept()
        except OSError:
            pass  # closed before
        self.socket.close()


def hang(listener, connection):
    """Takes what comes and never says a word."""
    while listener.read(connection, 600):
        pass


def close_at_once(listener, connection):
    listener.read(connection)


def plain_http(listener, connection):
    listener.read(connection)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def tls_alert(listener, connection):
    """handshake_failure, as a server sends it that wants other ciphers."""
    listener.read(connection)
    connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")


class ForwardProxy(Listener):
    """An office's proxy: CONNECT for https, whole addresses for http. hosts: where a name leads to;
    refuse: an answer for everybody; login: (user, password) that it asks for; tls: it is spoken to in TLS.
    heads: the first lines and headers it was sent, in clear."""

    NO_LOGIN = (
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
        b"Content-Length: 0\r\nConnection: close\r\n\r\n"
    )

    def __init__(self, hosts=None, refuse=None, login=None, tls=None):
        self.hosts, self.refuse, self.heads = hosts or {}, refuse, []
        self.context = server_context(tls) if tls is not None else None
        self.login = None
        if login is not None:
            self.login = "Basic " + base64.b64encode(":".join(login).encode()).decode()
        super().__init__(ForwardProxy.proxy)

    def knows(self, head):
        return self.login is None or f"\r\nProxy-Authorization: {self.login}\r\n" in head + "\r\n"

    def reach(self, host, port):
        return socket.create_connection(self.hosts.get(host, (host, port)), timeout=300)

    def proxy(self, connection):
        connection.settimeout(600)
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.recv(65536)
            if not more:
                return
            head += more
        head, rest = head.split(b"\r\n\r\n", 1)
        self.heads.append(head.decode())
        if self.refuse is not None or not self.knows(head.decode()):
            connection.sendall(self.refuse or self.NO_LOGIN)
            return
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        if method == "CONNECT":
            host, port = target.rsplit(":", 1)
            with self.reach(host.strip("[]"), int(port)) as there:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                pipe(connection, there)
            return
        parts = urllib.parse.urlsplit(target)
        with self.reach(parts.hostname, parts.port or 80) as there:
            path = parts.path + ("?" + parts.query if parts.query else "")
            lines = head.split(b"\r\n")[1:]
            there.sendall(b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), *lines]))
            there.sendall(b"\r\nConnection: close\r\n\r\n" + rest)
            pipe(connection, there)


def pending(connection):
    """Bytes that TLS has read already, of which the socket does not tell."""
    return isinstance(connection, ssl.SSLSocket) and connection.pending() > 0


def pipe(one, other):
    while True:
        for ready in [one] * pending(one) or select.select([one, other], [], [], 600)[0] or [None]:
            more = ready.recv(65536) if ready is not None else b""
            if not more:
                return
            (other if ready is one else one).sendall(more)


class Http2:
    """nghttpx before the city: HTTP/2 over TLS."""

    def __init__(self, city_port, tls):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        certificate, key = tls
        self.origin = f"https://127.0.0.1:{self.port}"
        self.log = pathlib.Path(certificate).with_suffix(".access")
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "/usr/sbin/nghttpx", "--conf=/dev/null", "--workers=1",
             "--log-level=FATAL", "--errorlog-file=/dev/null", f"--accesslog-file={self.log}",
             "--accesslog-format=$request", f"--frontend=127.0.0.1,{self.port}",
             f"--backend=127.0.0.1,{city_port}", key, certificate],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 300
        while socket.socket().connect_ex(("127.0.0.1", self.port)) != 0:
            assert time.monotonic() < deadline and self.process.poll() is None, "nghttpx did not start"
            time.sleep(0.05)

    def requests(self):
        return [line for line in self.log.read_text().split("\n") if line]

    def close(self):
        self.process.kill()
        self.process.wait()


class NameServer:
    """Tells everybody 127.0.0.1, but not before it is released. questions: the names asked for."""

    address = "127.0.9.53"

    def __init__(self):
        self.questions, self.released = set(), threading.Event()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.address, 53))
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                question, asker = self.socket.recvfrom(512)
            except OSError:
                return
            if not question:  # the socket was shut
                return
            threading.Thread(target=self.answer, args=(question, asker), daemon=True).start()

    def answer(self, question, asker):
        end, labels = 12, []
        while question[end]:
            labels.append(question[end + 1:end + 1 + question[end]])
            end += 1 + question[end]
        self.questions.add(b".".join(labels).lower())
        self.released.wait(600)
        wanted = question[end + 1:end + 5]
        is_a = wanted[:2] == b"\x00\x01"
        head = question[:2] + b"\x81\x80\x00\x01" + (b"\x00\x01" if is_a else b"\x00\x00") + bytes(4)
        record = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x01" if is_a else b""
        try:
            self.socket.sendto(head + question[12:end + 5] + record, asker)
        except OSError:
            pass  # closed meanwhile

    def close(self):
        self.released.set()
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # an unconnected socket says so, and wakes recvfrom() all the same
        self.socket.close()
