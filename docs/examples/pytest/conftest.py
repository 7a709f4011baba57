"""A virtual car for tests with pytest: the fixture `car`, and `uds` to talk to its Smart Key ECU by python-can.

Debian: apt-get install python3-pytest python3-can python3-serial
"""

import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request

import can
import pytest

READY_TIMEOUT_S = 60
ANSWER_TIMEOUT_S = 5
REQUEST_ID, RESPONSE_ID = 0x7B5, 0x7BD
# "--no": npx fetches no package that is not installed. Port 0: the system picks a free port, so that tests can run in parallel.
COMMAND = "npx --no -- smartkey car --json --time virtual --bus slcan-tcp:127.0.0.1:0 --http 127.0.0.1:0".split()


class Car:
    """Controls the car over HTTP."""

    def __init__(self, http, buses):
        self.http = http
        self.buses = buses

    @property
    def channel(self):
        """What python-can's slcan interface is opened with."""
        address = next(url for url in self.buses if url.startswith("slcan-tcp:")).removeprefix("slcan-tcp:")
        return f"socket://{address}"

    def state(self):
        return self._call("/api/state")

    def vehicle(self, **change):
        return self._call("/api/vehicle", change)

    def touch(self, key_id):
        return self._call(f"/api/keys/{key_id}/touch", {})

    def make_key(self, **key):
        return self._call("/api/keys", key)

    def advance(self, seconds):
        """Advances the car's time; 16 minutes pass in under a second."""
        return self._call("/api/time/advance", {"seconds": seconds})

    def _call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.http + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"the car refuses {path}: {error.read().decode()}") from error


@pytest.fixture
def car():
    """A car of its own for each test; or the one that runs already, where the environment names it."""
    if "SMARTKEY_HTTP" in os.environ:
        yield Car(os.environ["SMARTKEY_HTTP"], json.loads(os.environ["SMARTKEY_BUSES"]))
        return
    # npx starts a process of its own: the whole group is ended.
    process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, start_new_session=True)
    guard = threading.Timer(READY_TIMEOUT_S, os.killpg, (process.pid, signal.SIGKILL))
    guard.start()
    line = process.stdout.readline()
    guard.cancel()
    if not line:
        pytest.fail(f"the car did not start: exit code {process.wait()}, see its message on stderr")
    ready = json.loads(line)
    yield Car(ready["http"], ready["buses"])
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=10)


class Uds:
    """UDS over ISO-TP with normal addressing: as much of it as these tests need."""

    def __init__(self, bus):
        self.bus = bus
        self.bus.set_filters([{"can_id": RESPONSE_ID, "can_mask": 0x7FF}])

    def request(self, text):
        """Sends up to 7 bytes, given in hex; the answer in hex."""
        payload = bytes.fromhex(text)
        self._send(bytes([len(payload)]) + payload)
        while True:
            answer = self._receive()
            if not (answer[0] == 0x7F and answer[2] == 0x78):
                return answer.hex(" ")

    def _send(self, data):
        padded = data + b"\xcc" * (8 - len(data))
        self.bus.send(can.Message(arbitration_id=REQUEST_ID, data=padded, is_extended_id=False))

    def _frame(self):
        message = self.bus.recv(ANSWER_TIMEOUT_S)
        assert message is not None, "the car does not answer"
        return bytes(message.data)

    def _receive(self):
        first = self._frame()
        if first[0] >> 4 == 0:
            return first[1 : 1 + first[0]]
        length, payload = (first[0] & 0x0F) << 8 | first[1], first[2:]
        self._send(b"\x30\x00\x00")
        while len(payload) < length:
            payload += self._frame()[1:]
        return payload[:length]


@pytest.fixture
def uds(car):
    with can.Bus(interface="slcan", channel=car.channel, bitrate=500000, sleep_after_open=0) as bus:
        yield Uds(bus)
