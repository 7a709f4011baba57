import { smartkey } from '../smartkey.ts';
import { worstStatus, type Finding, type FindingStatus } from './finding.ts';

/** A transport between scan tool and car, and whether this machine supports it. */
export interface Verdict {
  /** Bus URLs begin with it. */
  readonly way: string;
  readonly status: FindingStatus;
  readonly text: string;
  /** The command that starts the car on it, or that makes it available. */
  readonly command: string;
}

/** The findings each transport depends on, and its command. Names of topics are those of the findings. */
const WAYS: readonly {
  readonly way: string;
  readonly command: string;
  readonly needs: readonly string[];
}[] = [
  { way: 'slcan-tcp, socketcand', command: smartkey('car'), needs: [] },
  { way: 'slcan-pty', command: smartkey('car --bus slcan-pty:./car'), needs: ['pseudo-terminal'] },
  {
    way: 'elm327-tcp',
    command: smartkey('car --bus elm327-tcp:127.0.0.1:35000'),
    needs: [],
  },
  { way: 'elm327-pty', command: smartkey('car --bus elm327-pty:./elm'), needs: ['pseudo-terminal'] },
  { way: 'uds-lines', command: smartkey('car --bus uds-lines:127.0.0.1:20162'), needs: [] },
  { way: 'doip', command: smartkey('car --bus doip:127.0.0.1:13400'), needs: [] },
  {
    way: 'socketcan',
    command: smartkey('car --bus socketcan:vcan0'),
    needs: ['platform', 'can-raw', 'socketcan', 'can-interface', 'can-rights'],
  },
  {
    way: 'slcan',
    command: smartkey('car --bus slcan:/dev/ttyACM0'),
    needs: ['serial', 'serial-port'],
  },
];

/** One verdict for each transport; of several interfaces or serial ports the best one counts. */
export function verdictsOf(findings: readonly Finding[]): readonly Verdict[] {
  return WAYS.map(({ way, command, needs }) => {
    const decisive = needs.flatMap((topic) => {
      const best = bestOf(findings.filter((finding) => finding.topic === topic));
      return best === null || best.status === 'ok' ? [] : [best];
    });
    const status = worstStatus(decisive.map((finding) => finding.status));
    const cause = decisive.find((finding) => finding.status === status);
    if (cause === undefined) return { way, status, text: 'ready', command };
    return { way, status, text: cause.text, command: cause.fix ?? command };
  });
}

const ORDER: readonly FindingStatus[] = ['ok', 'warn', 'missing'];

function bestOf(findings: readonly Finding[]): Finding | null {
  const sorted = [...findings].sort((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
  return sorted[0] ?? null;
}
