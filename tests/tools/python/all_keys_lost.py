"""All keys lost, with python-can and nothing else of its own but this file: ISO-TP, UDS and pass-codes in plain Python.

Usage: all_keys_lost.py INTERFACE CHANNEL http://HOST:PORT [plain|scapy|formatted [SECONDS]]

INTERFACE and CHANNEL are python-can's; of socketcand CHANNEL is HOST:PORT. INTERFACE "elm327" is an ELM327 adapter, with
pySerial instead of python-can and CHANNEL as pySerial's URL; with "formatted" the adapter makes and joins the frames.
"doip" is a DoIP gateway, with scapy and CHANNEL as HOST:PORT. With "scapy" the messages are scapy's, sent through its
ISOTPSoftSocket on python-can. SECONDS is the reset's duration, where the car's profile has another.

Talks to a car in virtual time: the door is opened and time is moved over HTTP, everything else goes over CAN.
Prints one line a step; the last line is "done". Any deviation from what the car has to answer raises.
"""

import hashlib
import hmac
import json
import sys
import urllib.request

SECRET = b"virtual-car-fleet-secret"
REQUEST, RESPONSE, ADDRESS = 0x750, 0x758, 0xB5
ANSWER_TIMEOUT_S = 10


def bus_options(interface, channel):
    """What can.Bus is opened with."""
    if interface == "socketcand":
        host, port = channel.rsplit(":", 1)
        return {"interface": interface, "host": host, "port": int(port), "channel": "can0"}
    speed = {"bitrate": 500000} if interface == "slcan" else {}
    return {"interface": interface, "channel": channel, **speed}


class IsoTp:
    """ISO 15765-2 with extended addressing: the address byte leads every frame."""

    def __init__(self, options):
        import can

        self.message = can.Message
        self.bus = can.Bus(**options)
        # SocketCAN leaves the filtering to the kernel.
        self.bus.set_filters([{"can_id": RESPONSE, "can_mask": 0x7FF}])

    def close(self):
        self.bus.shutdown()

    def _send_frame(self, data):
        padded = bytes([ADDRESS]) + data + b"\xcc" * (7 - len(data))
        self.bus.send(self.message(arbitration_id=REQUEST, data=padded, is_extended_id=False))

    def _receive_frame(self):
        while True:
            message = self.bus.recv(ANSWER_TIMEOUT_S)
            if message is None:
                raise TimeoutError("the car does not answer")
            if message.arbitration_id == RESPONSE and message.data[0] == ADDRESS:
                return bytes(message.data[1:])

    def send(self, payload):
        if len(payload) <= 6:
            self._send_frame(bytes([len(payload)]) + payload)
            return
        self._send_frame(bytes([0x10 | len(payload) >> 8, len(payload) & 0xFF]) + payload[:5])
        rest, number = payload[5:], 1
        while rest:
            flow = self._receive_frame()
            if flow[0] != 0x30:
                raise RuntimeError("expected a flow control, got " + flow.hex())
            block = flow[1] or 0xFFFF
            while rest and block:
                self._send_frame(bytes([0x20 | number % 16]) + rest[:6])
                rest, number, block = rest[6:], number + 1, block - 1

    def receive(self):
        frame = self._receive_frame()
        if frame[0] >> 4 == 0:
            return frame[1 : 1 + frame[0]]
        if frame[0] >> 4 != 1:
            raise RuntimeError("expected a single or first frame, got " + frame.hex())
        length = (frame[0] & 0x0F) << 8 | frame[1]
        payload, number = frame[2:], 1
        self._send_frame(b"\x30\x00\x00")
        while len(payload) < length:
            frame = self._receive_frame()
            if frame[0] != 0x20 | number % 16:
                raise RuntimeError("wrong sequence number in " + frame.hex())
            payload, number = payload + frame[1:], number + 1
        return payload[:length]


class ScapyIsoTp:
    """The same by scapy: its soft socket for ISO-TP, its UDS packets."""

    def __init__(self, options):
        from scapy.config import conf

        conf.contribs["CANSocket"] = {"use-python-can": True}
        conf.contribs["ISOTP"] = {"use-can-isotp-kernel-module": False}
        from scapy.contrib.automotive.uds import UDS
        from scapy.contrib.cansocket import CANSocket
        from scapy.contrib.isotp import ISOTPSoftSocket

        self.packet = UDS
        self.can = CANSocket(**options)
        self.socket = ISOTPSoftSocket(
            self.can, tx_id=REQUEST, rx_id=RESPONSE, ext_address=ADDRESS, rx_ext_address=ADDRESS, padding=True, basecls=UDS
        )

    def send(self, payload):
        self.socket.send(self.packet(payload))

    def receive(self):
        answers = self.socket.sniff(count=1, timeout=ANSWER_TIMEOUT_S)
        if not answers:
            raise TimeoutError("the car does not answer")
        return bytes(answers[0])

    def close(self):
        self.socket.close()
        self.can.close()


class ScapyDoip:
    """Without ISO-TP: scapy's socket for UDS over DoIP, to the Smart Key ECU behind the gateway."""

    def __init__(self, options):
        from scapy.contrib.automotive.doip import UDS_DoIPSocket
        from scapy.contrib.automotive.uds import UDS

        host, port = options["channel"].rsplit(":", 1)
        self.packet = UDS
        self.socket = UDS_DoIPSocket(host, port=int(port), target_address=0x1750)

    def send(self, payload):
        from scapy.sendrecv import sndrcv

        # It listens before it sends: what arrives together is one message for scapy.
        answered, _ = sndrcv(self.socket, self.packet(payload), threaded=True, timeout=ANSWER_TIMEOUT_S, verbose=False)
        self.answers = [bytes(answer) for _, answer in answered]

    def receive(self):
        if not self.answers:
            raise TimeoutError("the car does not answer")
        return self.answers.pop(0)

    def close(self):
        self.socket.close()


class Elm327:
    """An adapter at the vehicle's diagnostic id and address."""

    def __init__(self, channel, formatting):
        import serial

        self.serial = serial.serial_for_url(channel, timeout=ANSWER_TIMEOUT_S)
        self.command("ATZ")
        for setting in ("E0", "L0", "S0", "SP6", formatting, "CEA%02X" % ADDRESS, "SH%03X" % REQUEST, "CRA%03X" % RESPONSE):
            if self.command("AT" + setting)[-1] != "OK":
                raise RuntimeError("no AT" + setting)

    def close(self):
        self.serial.close()

    def command(self, text):
        self.serial.write(text.encode() + b"\r")
        answer = self.serial.read_until(b">")
        if not answer.endswith(b"\r>"):
            raise TimeoutError(f"no prompt after {text}: {answer}")
        return [line for line in answer[:-1].decode().split("\r") if line]


class Elm327IsoTp(IsoTp):
    """The same through an ELM327, frame by frame: long requests need it without automatic formatting."""

    def __init__(self, options):
        self.adapter = Elm327(options["channel"], "CAF0")
        self.frames = []

    def close(self):
        self.adapter.close()

    def _send_frame(self, data):
        # The adapter has sent the flow control already.
        if data[0] >> 4 == 3:
            return
        lines = self.adapter.command((data + b"\xcc" * (7 - len(data))).hex().upper())
        self.frames += [bytes.fromhex(line) for line in lines if line != "NO DATA"]

    def _receive_frame(self):
        if not self.frames:
            raise TimeoutError("the car does not answer")
        frame = self.frames.pop(0)
        if frame[0] != ADDRESS:
            raise RuntimeError("expected the address, got " + frame.hex())
        return frame[1:]


class Elm327Messages:
    """The same message by message: after ATAL the adapter sends long requests in segments."""

    def __init__(self, options):
        self.adapter = Elm327(options["channel"], "AL")
        self.answers = []

    def close(self):
        self.adapter.close()

    def send(self, payload):
        lines = self.adapter.command(payload.hex().upper())
        if ":" not in "".join(lines):
            self.answers += [bytes.fromhex(line) for line in lines if line != "NO DATA"]
            return
        length, text = int(lines[0], 16), "".join(line.split(":")[1] for line in lines[1:])
        self.answers.append(bytes.fromhex(text)[:length])

    def receive(self):
        if not self.answers:
            raise TimeoutError("the car does not answer")
        return self.answers.pop(0)


class Car:
    def __init__(self, isotp, http):
        self.isotp = isotp
        self.http = http
        self.vehicle_key = hmac.new(SECRET, self.read(0xF190), hashlib.sha256).digest()

    def request(self, *payload):
        self.isotp.send(bytes(payload))
        while True:
            answer = self.isotp.receive()
            if answer[0] != 0x7F or answer[2] != 0x78:
                return answer

    def expect(self, request, answer):
        got = self.request(*bytes.fromhex(request))
        if got != bytes.fromhex(answer):
            raise RuntimeError(f"{request}: expected {answer}, got {got.hex()}")

    def read(self, identifier):
        return self.request(0x22, identifier >> 8, identifier & 0xFF)[3:]

    def unlock(self, level):
        seed = self.request(0x27, 2 * level - 1)[2:]
        domain = b"\x01" if level == 1 else b"\x02"
        digest = hmac.new(self.vehicle_key, domain + seed, hashlib.sha256).digest()
        key = b"%06d" % (int.from_bytes(digest[:4], "big") % 1000000) if level == 1 else digest[:6]
        self.expect("27%02x" % (2 * level) + key.hex(), "67%02x" % (2 * level))

    def post(self, path, body):
        request = urllib.request.Request(
            self.http + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def wait(self, seconds):
        """Moves the car's time, with tester present often enough for the session to live."""
        while seconds > 0:
            step = min(seconds, 2)
            self.post("/api/time/advance", {"seconds": step})
            self.expect("3e00", "7e00")
            seconds -= step


def main(interface, channel, http, stack="plain", seconds="960"):
    duration = int(seconds)
    elm327 = Elm327Messages if stack == "formatted" else Elm327IsoTp
    own = {"elm327": elm327, "doip": ScapyDoip}
    isotp = own.get(interface, ScapyIsoTp if stack == "scapy" else IsoTp)
    car = Car(isotp(bus_options(interface, channel)), http)
    print("VIN", car.read(0xF190).decode())
    print("keys registered:", car.read(0x1001)[0])

    car.expect("1003", "5003003201f4")
    car.unlock(1)
    car.expect("3101020101", "7f3122")
    print("refused while the driver's door is closed")
    car.post("/api/vehicle", {"doors": {"driver": True}})
    car.expect("3101020101", "7101020111")
    car.unlock(2)
    car.expect("3101020102", "7101020112")
    print("reset runs")
    car.wait(duration)
    car.expect("31030201", "71030201000100%06x000000" % (duration * 1000))
    print(f"reset complete after {duration} s; keys registered:", car.read(0x1001)[0])

    car.unlock(3)
    car.expect("3101020201", "71010202220107")
    car.expect("3101020202", "710102022317")
    car.expect("3101020203", "7101020224")
    for _ in range(2):
        key = car.post("/api/keys", {})["id"]
        touch = car.post(f"/api/keys/{key}/touch", {})
        if touch["reaction"] != "registered":
            raise RuntimeError(f"key {key}: {touch}")
        print("registered key", key)
    car.expect("31020202", "7102020200")
    if car.read(0x1001)[0] != 2 or car.read(0x1007)[:4] != b"\0\0\0\x02":
        raise RuntimeError("expected two keys and two beeps")
    car.isotp.close()
    print("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
