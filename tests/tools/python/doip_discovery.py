"""Looks for a vehicle with scapy's DoIP packets, by broadcast on this machine, and asks it for its status.

Usage: doip_discovery.py PORT

Prints the fields of the answers as JSON.
"""

import json
import socket
import sys

from scapy.contrib.automotive.doip import DoIP

BROADCAST = "127.255.255.255"


def ask(sock, address, **fields):
    sock.sendto(bytes(DoIP(**fields)), address)
    data, sender = sock.recvfrom(4096)
    return DoIP(data), sender


def main(port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.settimeout(5)
    vehicle, address = ask(sock, (BROADCAST, port), payload_type=1, protocol_version=0xFF, inverse_version=0)
    by_vin, _ = ask(sock, (BROADCAST, port), payload_type=3, vin=vehicle.vin)
    status, _ = ask(sock, address, payload_type=0x4001)
    power, _ = ask(sock, address, payload_type=0x4003)
    found = {
        "address": address[0],
        "vin": vehicle.vin.decode(),
        "logicalAddress": vehicle.logical_address,
        "byVin": by_vin.eid == vehicle.eid,
        "sockets": status.max_open_sockets,
        "maxData": status.max_data_size,
        "powerMode": power.diagnostic_power_mode,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
