import type { YamlValue } from '../../record/recorded-step.ts';
import { swarmScenario } from '../swarm/swarm-world.ts';
import { isLiveness } from '../swarm/liveness.ts';
import type { Violation } from '../swarm/violation.ts';
import type { RepeatedStep } from './repeat-run.ts';
import { writeStep, type WrittenStep } from './written-step.ts';

/** Timers by the aspect that names their end, and what `expect` shows of them while they run and afterwards. */
const DEADLINES: Readonly<Record<string, readonly [running: YamlValue | null, ended: YamlValue]>> = {
  'end of the reset': [{ state: 'running' }, { procedure: 'none' }],
  'end of the registration step': [{ procedure: 'registration' }, { procedure: 'none' }],
  'end of the erase window': [{ state: 'window-open' }, { procedure: 'none' }],
  'end of the session (S3)': [{ session: 'extended' }, { session: 'default' }],
  'end of the delay': [{ lockedOut: true }, { lockedOut: false }],
};

/** Aspects that `expect` has a field for, and how the oracle's value is written there. */
const FIELDS: Readonly<Record<string, (oracle: string) => YamlValue>> = {
  slots: (oracle) => ({ slots: oracle.split(' ').map((id) => (id === '-' ? null : keyName(id))) }),
  'retired keys': (oracle) => ({ retired: oracle === '' ? [] : oracle.split(' ').map(keyName) }),
  'wrong attempts': (oracle) => ({ attempts: Number(oracle) }),
  'procedure state': (oracle) => ({ state: oracle }),
  session: (oracle) => ({ session: oracle }),
  'unlocked level': (oracle) => ({ securityLevel: Number(oracle) }),
  immobilizer: (oracle) => ({ immobilizer: oracle === 'true' ? 'set' : 'unset' }),
  'beeps of the exterior buzzer': (oracle) => ({ beeps: { total: Number(oracle) } }),
  'beeps of the interior buzzer': (oracle) => ({ beeps: { interior: Number(oracle) } }),
  'beeps of the answer-back buzzer': (oracle) => ({ beeps: { answerBack: Number(oracle) } }),
};

/** The last step with the check that the rules ask for, and that the firmware does not meet. */
export function expectedSteps(last: RepeatedStep, violation: Violation): readonly WrittenStep[] {
  const { aspect, oracle, firmware } = violation;
  const { step } = last;
  if (isLiveness(violation)) return [step];
  if (aspect.startsWith('answer to') && step.verb === 'uds') {
    const send = typeof step.value === 'object' && step.value !== null ? step.value : {};
    return [{ verb: 'uds', value: { ...send, ...answerOf(oracle) } }];
  }
  const written = writeStep(last);
  const deadline = DEADLINES[aspect];
  if (deadline !== undefined) return [written, ...deadlineSteps(deadline, oracle, firmware)];
  const field = FIELDS[aspect];
  return field === undefined ? [written] : [written, { verb: 'expect', value: field(oracle) }];
}

/** The earlier of the two ends shows which side is wrong. */
function deadlineSteps(
  [running, ended]: readonly [YamlValue | null, YamlValue],
  oracle: string,
  firmware: string,
): readonly WrittenStep[] {
  const oracleUs = Number.parseInt(oracle, 10);
  const firmwareUs = Number.parseInt(firmware, 10);
  if (Number.isNaN(oracleUs)) return [{ verb: 'expect', value: ended }];
  if (!Number.isNaN(firmwareUs) && firmwareUs < oracleUs) {
    return [
      { verb: 'at', value: `${firmwareUs} us` },
      { verb: 'expect', value: running },
    ];
  }
  return [
    { verb: 'at', value: `${oracleUs} us` },
    { verb: 'expect', value: ended },
  ];
}

/** `7F 31 22`, `71 01 .. {01|02} <2 records>`: of several answers the first, as a pattern of a scenario. */
function answerOf(oracle: string): Readonly<Record<string, YamlValue>> {
  const [first = ''] = oracle.split(', or ');
  if (first === 'silence') return { expect: 'none' };
  const bytes = first.replaceAll(/\{[^}]*\}|\.\./g, '**').replace(/<[^>]*>/, '..');
  return { expect: bytes };
}

function keyName(id: string): string {
  const spec = swarmScenario({}).keys.find((key) => key.id === Number.parseInt(id, 16));
  return spec?.name ?? id;
}
