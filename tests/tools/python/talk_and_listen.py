"""Two things at once on a bus, with python-can: sends frames 0x123 with a counter, and notes everything it hears.

Usage: talk_and_listen.py INTERFACE CHANNEL COUNT

INTERFACE and CHANNEL are python-can's; of socketcand CHANNEL is HOST:PORT. Prints "ready" once it listens, begins at the
frame 0x6F0#00, ends at 0x6F0#FF, and prints a line for each frame in between: microseconds, id and data.
"""

import sys
import threading
import time

import can

from all_keys_lost import bus_options

MARK, OWN = 0x6F0, 0x123
PATIENCE_S = 20


def talk(bus, count):
    for number in range(count):
        bus.send(can.Message(arbitration_id=OWN, data=number.to_bytes(2, "big"), is_extended_id=False))
        time.sleep(0.002)


def is_mark(message, data):
    return message.arbitration_id == MARK and message.data[0] == data


def main(interface, channel, count):
    bus = can.Bus(**bus_options(interface, channel))
    print("ready", flush=True)
    talker, begun = threading.Thread(target=talk, args=(bus, count)), False
    while True:
        message = bus.recv(PATIENCE_S)
        if message is None:
            sys.exit("the last mark did not come")
        if is_mark(message, 0x00):
            begun = True
            talker.start()
        if begun:
            print(round(message.timestamp * 1000000), "%X#%s" % (message.arbitration_id, message.data.hex().upper()))
        if is_mark(message, 0xFF):
            break
    talker.join()
    bus.shutdown()


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
