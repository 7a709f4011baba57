import { guestLine, smartkey } from '../smartkey.ts';
import { missing, ok, warn, type Finding } from './finding.ts';
import { examineInterfaces } from './examine-interfaces.ts';
import type { Ability, Machine } from './machine.ts';
import { describeRange, isInRange } from './version-range.ts';
import { DEFAULT_BUS, DEFAULT_HTTP, DEFAULT_SOCKETCAND_BUS } from '../default-addresses.ts';

/** Needs no CAN in the kernel. */
const WITHOUT_CAN = `${smartkey('car')} (slcan-tcp and socketcand need no CAN in the kernel)`;

/** Findings about this machine, in a useful order. */
export async function examine(machine: Machine, engines: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [examineNode(machine, engines), examinePlatform(machine)];
  if (machine.platform === 'linux') {
    const guest = await examineGuest(machine);
    const inGuest = guestLine(smartkey('car --bus socketcan:vcan0'), machine.installation);
    const fix = guest.some(({ status }) => status === 'ok') ? (inGuest ?? WITHOUT_CAN) : WITHOUT_CAN;
    const kernel = await examineKernel(machine, fix);
    const hasCan = kernel.every(({ status }) => status !== 'missing');
    findings.push(...kernel, await examineAbility(machine, 'socketcan', 'npm package socketcan'));
    findings.push(await examineIp(machine), ...(await examineInterfaces(machine, hasCan ? null : fix)), ...guest);
  }
  findings.push(await examineAbility(machine, 'serial', 'npm package @serialport/bindings-cpp'));
  findings.push(...(await examineSerialPorts(machine)));
  findings.push(await examineAbility(machine, 'pseudo-terminal', 'pseudo-terminals for slcan-pty'));
  for (const { port, fix } of PORTS) findings.push(await examinePort(machine, port, fix));
  return findings;
}

/** What a car listens on by default. */
const PORTS: readonly { readonly port: number; readonly fix: string }[] = [
  { port: portOf(DEFAULT_BUS), fix: smartkey('car --bus slcan-tcp:127.0.0.1:0') },
  { port: portOf(DEFAULT_SOCKETCAND_BUS), fix: smartkey('car --bus socketcand:127.0.0.1:0') },
  { port: portOf(DEFAULT_HTTP), fix: smartkey('car --http 127.0.0.1:0') },
];

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

async function examineAbility(machine: Machine, ability: Ability, text: string): Promise<Finding> {
  const refusal = await machine.tryAbility(ability);
  return refusal === null ? ok(ability, `${text}: available`) : missing(ability, refusal.problem, refusal.fix);
}

/** None where this installation has no guest. */
async function examineGuest(machine: Machine): Promise<readonly Finding[]> {
  const line = guestLine('COMMAND', machine.installation);
  return line === null ? [] : [await examineAbility(machine, 'guest', `a kernel with CAN in QEMU (${line})`)];
}

function examineNode({ nodeVersion, installation }: Machine, engines: string): Finding {
  if (isInRange(nodeVersion, engines)) return ok('node', `Node ${nodeVersion}`);
  const range = describeRange(engines);
  const fix =
    installation === 'clone'
      ? 'run npm ci, then npx smartkey, which uses the Node of the project'
      : `install Node ${range} (https://nodejs.org), and put it first on the path`;
  return warn('node', `Node ${nodeVersion}; required: ${range}`, fix);
}

function examinePlatform({ platform, kernelRelease }: Machine): Finding {
  if (platform === 'linux') return ok('platform', `Linux ${kernelRelease}`);
  return warn('platform', `${platform}: CAN interfaces need Linux`, WITHOUT_CAN);
}

/** A module is loaded, built in, or can be loaded. */
async function examineKernel(machine: Machine, fixWithoutCan: string): Promise<readonly Finding[]> {
  const folder = `/lib/modules/${machine.kernelRelease}`;
  const protocols = (await machine.readText('/proc/net/protocols')) ?? '';
  const loaded = (await machine.readText('/proc/modules')) ?? '';
  const builtIn = (await machine.readText(`${folder}/modules.builtin`)) ?? '';
  const known = (await machine.readText(`${folder}/modules.dep`)) ?? '';

  const examineModule = (topic: string, module: string, what: string, isThere: boolean): Finding => {
    const file = module.replaceAll('_', '[-_]');
    const isLoaded = new RegExp(`^${module} `, 'm').test(loaded);
    const isBuiltIn = new RegExp(`/${file}\\.ko`).test(builtIn);
    if (isThere || isLoaded || isBuiltIn) return ok(topic, `${what}: available (${isBuiltIn ? 'built in' : 'loaded'})`);
    if (new RegExp(`/${file}\\.ko`).test(known)) {
      return warn(topic, `${what}: can be loaded`, `sudo modprobe ${module}`);
    }
    return missing(topic, `${what}: not in this kernel`, fixWithoutCan);
  };
  return [
    examineModule('can-raw', 'can_raw', 'CAN sockets (AF_CAN, can_raw)', /^CAN_RAW\b/m.test(protocols)),
    examineModule('vcan', 'vcan', 'virtual CAN interfaces (vcan)', false),
  ];
}

async function examineIp(machine: Machine): Promise<Finding> {
  if (await machine.hasProgram('ip')) return ok('ip', 'program ip: available');
  return missing('ip', 'program ip: missing; it configures CAN interfaces', 'sudo apt install iproute2');
}

async function examineSerialPorts(machine: Machine): Promise<readonly Finding[]> {
  const byId = (await machine.list('/dev/serial/by-id')).map((name) => `/dev/serial/by-id/${name}`);
  const plain = (await machine.list('/dev')).filter((name) => /^tty(ACM|USB)\d+$/.test(name));
  const paths = byId.length > 0 ? byId : plain.map((name) => `/dev/${name}`);
  if (paths.length === 0) {
    return [missing('serial-port', 'serial-line CAN adapters: none', `plug one in; or use ${smartkey('car')}`)];
  }
  return Promise.all(
    paths.map(async (path) =>
      (await machine.canReadAndWrite(path))
        ? ok('serial-port', `serial port ${path}`)
        : warn('serial-port', `serial port ${path}: no permission`, 'sudo usermod -aG dialout $USER, and log in again'),
    ),
  );
}

async function examinePort(machine: Machine, port: number, fix: string): Promise<Finding> {
  if (await machine.isPortFree(port)) return ok('port', `TCP port ${port}: free`);
  return warn('port', `TCP port ${port}: in use, perhaps by a car`, fix);
}
