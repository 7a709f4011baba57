"""Asks a car with scapy's UDS packets, sent by the kernel's ISO-TP.

Usage: native_scapy.py INTERFACE

Prints a line for each of the ECU's endpoints: the answer to TesterPresent, the VIN, and the refusal of a routine, which
no default session has.
"""

import sys

from scapy.config import conf

conf.contribs["CANSocket"] = {"use-python-can": False}
conf.contribs["ISOTP"] = {"use-can-isotp-kernel-module": True}

from scapy.contrib.automotive.uds import UDS, UDS_RC, UDS_RDBI, UDS_TP  # noqa: E402
from scapy.contrib.isotp import ISOTPNativeSocket  # noqa: E402

PATIENCE_S = 30
OEM = {"tx_id": 0x750, "rx_id": 0x758, "ext_address": 0xB5, "rx_ext_address": 0xB5}
GENERIC = {"tx_id": 0x7B5, "rx_id": 0x7BD}


def ask(sock, request):
    answer = sock.sr1(request, timeout=PATIENCE_S, verbose=False)
    if answer is None:
        raise TimeoutError("no answer to " + bytes(request).hex())
    return answer


def dialogue(interface, addressing):
    sock = ISOTPNativeSocket(interface, padding=True, basecls=UDS, **addressing)
    alive = bytes(ask(sock, UDS() / UDS_TP()))
    vin = bytes(ask(sock, UDS() / UDS_RDBI(identifiers=[0xF190])))[3:]
    refused = bytes(ask(sock, UDS() / UDS_RC(routineControlType=1, routineIdentifier=0xFFFF)))
    sock.close()
    ids = "{tx_id:x}/{rx_id:x}".format(**addressing)
    address = " %02X" % addressing["ext_address"] if "ext_address" in addressing else ""
    print(f"{ids}{address}: {alive.hex()}, VIN {vin.decode()}, {refused.hex()}")


if __name__ == "__main__":
    for endpoint in (OEM, GENERIC):
        dialogue(sys.argv[1], endpoint)
