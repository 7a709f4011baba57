"""Sends messages through the kernel's ISO-TP to somebody who sends them back, and compares.

Usage: native_isotp.py INTERFACE SEND_ID RECEIVE_ID [SEND_ADDRESS RECEIVE_ADDRESS]

Numbers are hexadecimal; with addresses, extended addressing. Prints the length of each message that came back as it
was, and "done".
"""

import socket
import struct
import sys

LENGTHS = (1, 6, 7, 8, 62, 4095)
PATIENCE_S = 30

# linux/can/isotp.h
SOL_CAN_ISOTP, CAN_ISOTP_OPTS = 106, 1
EXTEND_ADDR, TX_PADDING, RX_EXT_ADDR = 0x002, 0x004, 0x200


def open_socket(interface, send_id, receive_id, send_address=None, receive_address=None):
    isotp = socket.socket(socket.AF_CAN, socket.SOCK_DGRAM, socket.CAN_ISOTP)
    flags = TX_PADDING
    if send_address is not None:
        flags |= EXTEND_ADDR | RX_EXT_ADDR
    # flags, time of a frame in ns, address, padding of both sides, receive address
    options = struct.pack("=IIBBBB", flags, 0, send_address or 0, 0xAA, 0xAA, receive_address or 0)
    isotp.setsockopt(SOL_CAN_ISOTP, CAN_ISOTP_OPTS, options)
    isotp.settimeout(PATIENCE_S)
    isotp.bind((interface, receive_id, send_id))
    return isotp


def main(interface, *numbers):
    isotp = open_socket(interface, *(int(number, 16) for number in numbers))
    for length in LENGTHS:
        payload = bytes((i * 11 + length) & 0xFF for i in range(length))
        isotp.send(payload)
        if isotp.recv(5000) != payload:
            raise RuntimeError(f"{length} bytes came back otherwise")
        print(length)
    print("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
