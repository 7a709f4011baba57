"""Looks for ECUs with python-can, and asks each for the VIN.

Sends tester present to each 11-bit diagnostic id with normal addressing, and to the vehicle's diagnostic id with each
address byte of extended addressing. Whoever answers, also by a refusal, is an ECU. For a car in virtual time, which
answers at once.
"""

import can

NORMAL_IDS = [identifier for identifier in range(0x700, 0x7F8) if identifier not in (0x750, 0x758, 0x7DF)]
VEHICLE_ID = 0x750
OFFSET = 8
QUIET_S = 0.3
ANSWER_S = 5


def send(bus, identifier, data):
    padded = bytes(data) + b"\xcc" * (8 - len(data))
    bus.send(can.Message(arbitration_id=identifier, is_extended_id=False, data=padded))


def scan(bus):
    """Request id, response id and address byte of each ECU; the byte is empty with normal addressing."""
    for identifier in NORMAL_IDS:
        send(bus, identifier, [0x02, 0x3E, 0x00])
    for address in range(0x100):
        send(bus, VEHICLE_ID, [address, 0x02, 0x3E, 0x00])
    found = []
    while (frame := bus.recv(timeout=QUIET_S)) is not None:
        identifier, data = frame.arbitration_id, bytes(frame.data)
        address = data[:1] if identifier == VEHICLE_ID + OFFSET else b""
        rest = data[len(address) :]
        if rest.startswith(b"\x02\x7e\x00") or rest.startswith(b"\x03\x7f\x3e"):
            found.append((identifier - OFFSET, identifier, address))
    return found


def ask(bus, ecu, request):
    request_id, response_id, address = ecu
    send(bus, request_id, address + bytes([len(request)]) + request)
    message, length = b"", None
    while length is None or len(message) < length:
        frame = bus.recv(timeout=ANSWER_S)
        if frame is None:
            raise TimeoutError(f"{request_id:03X} does not answer {request.hex()}")
        data = bytes(frame.data)
        if frame.arbitration_id != response_id or not data.startswith(address):
            continue
        data = data[len(address) :]
        kind = data[0] >> 4
        if kind == 0:
            return data[1 : 1 + data[0]]
        if kind == 1:
            length, message = (data[0] & 0x0F) << 8 | data[1], data[2:]
            send(bus, request_id, address + b"\x30\x00\x00")
        elif kind == 2:
            message += data[1:]
    return message[:length]


def vin(bus, ecu):
    """By UDS, and from an ECU that has OBD alone by that."""
    answer = ask(bus, ecu, b"\x22\xf1\x90")
    return (ask(bus, ecu, b"\x09\x02") if answer[0] == 0x7F else answer)[3:].decode()


def ecus(bus):
    """What there is on the bus, and the VIN of each."""
    return [
        {"request": f"{ecu[0]:03X}", "response": f"{ecu[1]:03X}", "address": ecu[2].hex().upper(), "vin": vin(bus, ecu)}
        for ecu in scan(bus)
    ]
