"""scapy's UDS_Scanner over slcan: which sessions and services it finds, as one line of JSON.

Usage: uds_scanner.py socket://HOST:PORT REQUEST_ID RESPONSE_ID
"""

import json
import logging
import sys

from scapy.config import conf

conf.contribs["CANSocket"] = {"use-python-can": True}
conf.contribs["ISOTP"] = {"use-can-isotp-kernel-module": False}

from scapy.contrib.cansocket import CANSocket  # noqa: E402
from scapy.contrib.isotp import ISOTPSoftSocket  # noqa: E402
from scapy.contrib.automotive.uds import UDS  # noqa: E402
from scapy.contrib.automotive.uds_scan import (  # noqa: E402
    UDS_DSCEnumerator,
    UDS_Scanner,
    UDS_ServiceEnumerator,
)

SERVICE_NOT_SUPPORTED = 0x11
TIMEOUT_S = 0.5

logging.disable(logging.WARNING)


def session_name(state):
    return str(state.session)


def main(channel, request_id, response_id):
    bus = CANSocket(bustype="slcan", channel=channel, bitrate=500000, sleep_after_open=0)
    socket = ISOTPSoftSocket(bus, tx_id=request_id, rx_id=response_id, padding=True, basecls=UDS)
    scanner = UDS_Scanner(
        socket,
        test_cases=[UDS_DSCEnumerator, UDS_ServiceEnumerator],
        unittest=True,
        timeout=TIMEOUT_S,
        UDS_DSCEnumerator_kwargs={
            "scan_range": range(0, 0x80),
            "overwrite_timeout": False,
            "delay_state_change": 0,
        },
    )
    scanner.scan(timeout=120)
    sessions, services = set(), {}
    for case in scanner.configuration.test_cases:
        for result in case.results_with_positive_response if isinstance(case, UDS_DSCEnumerator) else []:
            sessions.add(result.req.diagnosticSessionType)
        if isinstance(case, UDS_ServiceEnumerator):
            for result in case.results_with_positive_response:
                services.setdefault(session_name(result.state), set()).add(result.req.service)
            for result in case.results_with_negative_response:
                if result.resp.negativeResponseCode != SERVICE_NOT_SUPPORTED:
                    services.setdefault(session_name(result.state), set()).add(result.req.service)
    found = {session: sorted(ids) for session, ids in sorted(services.items())}
    print(json.dumps({"completed": scanner.scan_completed, "sessions": sorted(sessions), "services": found}))
    socket.close()
    bus.close()


main(sys.argv[1], int(sys.argv[2], 16), int(sys.argv[3], 16))
