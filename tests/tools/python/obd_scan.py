"""Asks all ECUs for OBD data over functional addresses, with 11- and 29-bit ids, then looks for ECUs with 11-bit ids, and
prints what they answer as JSON.

Usage: obd_scan.py CHANNEL
"""

import json
import sys

import can

from ecu_scanner import ecus

FORMATS = {
    "11": {"functional": 0x7DF, "extended": False, "answers": {0x7E8: 0x7E0}},
    "29": {"functional": 0x18DB33F1, "extended": True, "answers": {0x18DAF110: 0x18DA10F1}},
}


def send(bus, identifier, extended, data):
    padded = list(data) + [0xCC] * (8 - len(data))
    bus.send(can.Message(arbitration_id=identifier, is_extended_id=extended, data=padded))


def answer(bus, ids, request):
    """The first answer, reassembled; None for silence."""
    send(bus, ids["functional"], ids["extended"], [len(request)] + request)
    message = None
    while True:
        frame = bus.recv(timeout=2)
        if frame is None:
            return None
        if frame.arbitration_id not in ids["answers"] or frame.is_extended_id != ids["extended"]:
            continue
        kind = frame.data[0] >> 4
        if kind == 0:
            return bytes(frame.data[1 : 1 + frame.data[0]])
        if kind == 1:
            length = ((frame.data[0] & 0x0F) << 8) | frame.data[1]
            message = bytearray(frame.data[2:])
            send(bus, ids["answers"][frame.arbitration_id], ids["extended"], [0x30, 0, 0])
        elif kind == 2 and message is not None:
            message += frame.data[1:]
        if message is not None and len(message) >= length:
            return bytes(message[:length])


def supported(bus, ids, service):
    found = []
    for base in range(0, 0x100, 0x20):
        reply = answer(bus, ids, [service, base])
        if reply is None:
            break
        bits = int.from_bytes(reply[2:6], "big")
        found += [base + place for place in range(1, 33) if bits & (1 << (32 - place))]
        if not bits & 1:
            break
    return [parameter for parameter in found if parameter % 0x20]


def scan(bus, ids):
    parameters = supported(bus, ids, 0x01)
    return {
        "parameters": len(parameters),
        "answered": sum(answer(bus, ids, [0x01, parameter]) is not None for parameter in parameters),
        "vin": answer(bus, ids, [0x09, 0x02])[3:].decode(),
        "rpm": int.from_bytes(answer(bus, ids, [0x01, 0x0C])[2:], "big") / 4,
        "coolant": answer(bus, ids, [0x01, 0x05])[2] - 40,
        "codes": answer(bus, ids, [0x03]).hex(),
        "frozen": answer(bus, ids, [0x02, 0x02, 0x00]).hex(),
        "monitors": len(supported(bus, ids, 0x06)),
    }


def answering(bus):
    """The ids that answer a tester present to all ECUs."""
    send(bus, 0x7DF, False, [2, 0x3E, 0])
    found = []
    while (frame := bus.recv(timeout=0.3)) is not None:
        found.append(frame.arbitration_id)
    return found


with can.Bus(interface="slcan", channel=sys.argv[1], bitrate=500000) as bus:
    result = {name: scan(bus, ids) for name, ids in FORMATS.items()}
    bus.set_filters([{"can_id": 0x700, "can_mask": 0x700, "extended": False}])
    result["functional"] = [f"{identifier:X}" for identifier in answering(bus)]
    result["ecus"] = ecus(bus)
print(json.dumps(result))
