// `node tests/benchmark/walks.ts [-v]`: how many source files a thing that happens enters, and which, by V8's coverage.
//
// A file counts where one of its functions is called between the two ends of the walk; what it did when it was loaded,
// or on an earlier round, does not. Libraries, and what the tests do to set the walk up, are not counted.
import { Session, type Profiler } from 'node:inspector';
import { parseArgs } from 'node:util';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { VirtualBench } from '../../hil/bench/virtual-bench.ts';
import { carDeadlines } from '../../hil/car/car-state.ts';
import { DEFAULT_KEY_IDS } from '../../hil/car/car-options.ts';
import { Car } from '../../hil/car/car.ts';
import type { SignedIn } from '../../hil/dealer/dealer-service.ts';
import { openDealer } from '../../hil/dealer/open-dealer.ts';
import { loadScenario } from '../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import { CheapPasswords } from '../support/cheap-passwords.ts';

interface Walk {
  readonly name: string;
  readonly most: number;
  readonly files: readonly string[];
}

const root: string = new URL('../..', import.meta.url).href;
const session: Session = new Session();

/** The files entered since the last call. */
function entered(): readonly string[] {
  let files: readonly string[] = [];
  // The answer comes before `post` returns.
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    files = result.filter(isEntered).map(({ url }) => url.slice(root.length));
  });
  return files.toSorted();
}

/** The first function of a script is the script itself: it runs when it is loaded. */
function isEntered({ url, functions }: Profiler.ScriptCoverage): boolean {
  const isOurs = ['can-bus/', 'ecu-sim/', 'hil/'].some((folder) => url.startsWith(root + folder));
  return isOurs && functions.some(({ ranges: [range] }) => range !== undefined && range.count > 0 && !isScript(range));
}

function isScript({ startOffset }: Profiler.CoverageRange): boolean {
  return startOffset === 0;
}

function startedCar(): { readonly car: Car; readonly request: (...bytes: number[]) => void } {
  const car = new Car();
  const ids = { sendId: 0x750, receiveId: 0x758, sendAddress: 0xb5, receiveAddress: 0xb5 };
  const tester = new TesterNode({
    name: 'tester',
    physical: isoTpConfig({ kind: 'extended', ...ids }),
    client: { keepAlive: false },
  });
  car.start();
  car.attach(tester);
  const request = (...bytes: number[]): void => {
    const payload = Uint8Array.from(bytes);
    car.network.apply(tester, (outbox, nowUs) => tester.request(payload, {}, nowUs, outbox));
    while (tester.isBusy()) car.advanceTo(car.deadlineUs());
    if (tester.outcome()?.kind !== 'positive') throw new Error('a request was refused');
  };
  return { car, request };
}

/** From the request in the tester's hands until it has the answer: two frames on the bus, and no broadcast. */
function requestWalk(): Walk {
  const { request } = startedCar();
  request(0x22, 0xf1, 0x90);
  entered();
  request(0x22, 0xf1, 0x90);
  return { name: 'request 22 F1 90', most: 25, files: entered() };
}

/** A registered key at the engine switch, which permits a start. */
function touchWalk(): Walk {
  const { car } = startedCar();
  const touch = (): void => {
    if (car.touchKey(DEFAULT_KEY_IDS[0]).reaction !== 'start-permitted') throw new Error('the key is not known');
  };
  touch();
  car.advanceTo(car.nowUs + 15_050_000);
  entered();
  touch();
  return { name: 'touch', most: 14, files: entered() };
}

/** The last microsecond of S3: the session ends, and nothing else is due. */
function deadlineWalk(): Walk {
  const { car, request } = startedCar();
  let files: readonly string[] = [];
  for (let round = 0; round < 2; round++) {
    request(0x10, 0x03);
    const dueUs = carDeadlines(car).session ?? 0;
    car.advanceTo(dueUs - 1);
    if (car.deadlineUs() !== dueUs) throw new Error('something else is due before');
    entered();
    car.advanceTo(dueUs);
    files = entered();
    if (car.smartKey.firmware?.session !== 'default') throw new Error('the session goes on');
  }
  return { name: 'deadline of S3', most: 14, files };
}

/** A judged step of a scenario in virtual time, from its start to its end. */
async function touchStepWalk(): Promise<Walk> {
  const touch = '  - touch: { key: master, expect: start-permitted }';
  const steps = [touch, '  - advance: 15.05 s', touch];
  const scenario = loadScenario(['name: touch', 'steps:', ...steps].join('\n'), 'touch.yaml');
  const found: (readonly string[])[] = [];
  class MarkedBench extends VirtualBench {
    /** Asked at the start and at the end of each step. */
    override nowUs(): number {
      found.push(entered());
      return super.nowUs();
    }
  }
  const { verdict } = await runScenario(scenario, (chosen, seed) => new MarkedBench(chosen, { seed, profile: {} }));
  if (verdict !== 'pass') throw new Error('the scenario does not pass');
  // The end of the last step; after it the scenario's own end is asked for.
  const files = found.at(-2) ?? [];
  return { name: 'step `touch:` of a scenario', most: 18, files };
}

/** The approval form of a request, from its post to the answer: guard, rules, store, page. */
async function approvalWalk(): Promise<Walk> {
  const dealer = openDealer({
    ...{ passcodeSecret: 'secret', demo: true, host: '127.0.0.1', bench: false, hasher: new CheapPasswords() },
    calendar: () => ({ epochMs: Date.UTC(2019, 6, 1, 8) }),
    onBug: (error) => console.error(error),
  });
  const { service } = dealer;
  const signIn = async (account: string): Promise<SignedIn> => {
    const signedIn = await service.signIn({ account, password: `demo-${account}` }, { address: '127.0.0.1' });
    if (signedIn.kind !== 'signed-in') throw new Error(signedIn.message);
    return signedIn;
  };
  const technician = await signIn('tara');
  const manager = await signIn('mona');
  const origin = 'http://127.0.0.1';
  const approvals = ['4T1BZ1FB4KU999999', '4T1BZ1FB8KU111111'].map((vin) => {
    const answer = service.submitRequest(technician.session, {
      ...{ vin, repairOrder: '12', customerLastName: 'Doe', managerIds: ['mona', 'paul'] },
      tickedPolicies: ['authority', 'identity', 'ownership', 'terms'],
    });
    if (answer.kind !== 'requested') throw new Error(answer.message);
    const body = new URLSearchParams({
      csrf: manager.session.csrfToken,
      intent: 'approve',
      submissionId: `form-of-${vin}`,
    });
    for (const box of ['documents-reviewed', 'repair-order-open', 'responsibility']) body.append('tickedPolicies', box);
    const headers = { host: '127.0.0.1', origin, cookie: `smartkey_dealer=${manager.token}` };
    return new Request(`${origin}/dealer/requests/${answer.requestNumber}`, { method: 'POST', headers, body });
  });
  let files: readonly string[] = [];
  for (const approval of approvals) {
    entered();
    const answer = await dealer.fetch(approval, {});
    files = entered();
    if (answer.headers.get('location') !== '/dealer?done=approved') throw new Error(`answered with ${answer.status}`);
  }
  await dealer.end();
  return { name: 'approval form', most: 16, files };
}

session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
const { verbose } = parseArgs({ options: { verbose: { type: 'boolean', short: 'v', default: false } } }).values;
const walks = [requestWalk(), touchWalk(), deadlineWalk(), await touchStepWalk(), await approvalWalk()];
for (const { name, most, files } of walks) {
  console.log(`${name.padEnd(28)} ${String(files.length).padStart(2)} files, at most ${most}`);
  if (verbose) for (const file of files) console.log(`    ${file}`);
}
session.disconnect();
