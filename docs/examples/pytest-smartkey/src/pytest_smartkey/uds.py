"""UDS over ISO-TP with normal addressing, through python-can: enough to test an ECU without another library."""

import time

REQUEST_ID, RESPONSE_ID = 0x7B5, 0x7BD
RESPONSE_TIMEOUT_S = 5
PADDING = b"\xcc"
RESPONSE_PENDING = 0x78


class NoResponse(Exception):
    """The ECU did not answer in time."""


class Uds:
    """One tester. Bytes are hexadecimal text: `uds.request("22 F1 90")` returns "62 f1 90 34 …"."""

    def __init__(self, bus, request_id=REQUEST_ID, response_id=RESPONSE_ID):
        self.bus = bus
        self.request_id = request_id
        self.response_id = response_id
        bus.set_filters([{"can_id": response_id, "can_mask": 0x7FF, "extended": False}])
        # SocketCAN filters only what comes from here on.
        while bus.recv(0) is not None:
            pass

    def request(self, text, timeout=RESPONSE_TIMEOUT_S):
        """Sends a request and returns the final response: 0x78 (response pending) is waited for."""
        self.send(text)
        while True:
            response = self._receive(timeout)
            if response[0] != 0x7F or response[2:3] != bytes([RESPONSE_PENDING]):
                return response.hex(" ")

    def send(self, text):
        """Sends a request without waiting for a response."""
        payload = bytes.fromhex(text)
        if len(payload) <= 7:
            self._send_frame(bytes([len(payload)]) + payload)
            return
        if len(payload) > 0xFFF:
            raise ValueError(f"{len(payload)} bytes: ISO-TP with 12 bits of length carries at most 4095")
        self._send_frame(bytes([0x10 | len(payload) >> 8, len(payload) & 0xFF]) + payload[:6])
        self._send_consecutive(payload[6:])

    def expect_silence(self, seconds=0.2):
        """Fails where a frame of the ECU arrives within this real time."""
        message = self.bus.recv(seconds)
        assert message is None, f"the ECU answers: {message.data.hex(' ')}"

    def _send_consecutive(self, rest):
        parts = [rest[at : at + 7] for at in range(0, len(rest), 7)]
        block = 0
        for number, part in enumerate(parts, start=1):
            if block == 0:
                block, separation = self._flow_control()
            elif separation:
                time.sleep(separation)
            self._send_frame(bytes([0x20 | number & 0x0F]) + part)
            block -= 1

    def _flow_control(self):
        while True:
            frame = self._frame(RESPONSE_TIMEOUT_S)
            if frame[0] >> 4 != 3:
                raise NoResponse(f"expected a flow control, the ECU sent {frame.hex(' ')}")
            if frame[0] & 0x0F == 2:
                raise NoResponse("the ECU refuses the message: overflow")
            if frame[0] & 0x0F == 0:
                # A block size of 0: everything at once.
                return frame[1] or -1, _separation_s(frame[2])

    def _receive(self, timeout):
        first = self._frame(timeout)
        if first[0] >> 4 == 0:
            return first[1 : 1 + first[0]]
        length, payload, number = (first[0] & 0x0F) << 8 | first[1], first[2:], 0
        self._send_frame(b"\x30\x00\x00")
        while len(payload) < length:
            frame, number = self._frame(timeout), number + 1 & 0x0F
            if frame[0] != 0x20 | number:
                raise NoResponse(f"expected consecutive frame {number}, the ECU sent {frame.hex(' ')}")
            payload += frame[1:]
        return payload[:length]

    def _send_frame(self, data):
        import can

        padded = data.ljust(8, PADDING)
        self.bus.send(can.Message(arbitration_id=self.request_id, data=padded, is_extended_id=False))

    def _frame(self, timeout):
        message = self.bus.recv(timeout)
        if message is None:
            raise NoResponse(f"no frame with id {self.response_id:X} within {timeout} s")
        return bytes(message.data)


def _separation_s(stmin):
    if stmin <= 0x7F:
        return stmin / 1000
    return (stmin - 0xF0) / 10_000 if 0xF1 <= stmin <= 0xF9 else 0.127
