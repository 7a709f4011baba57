import { missing, ok, warn, type Finding } from './finding.ts';
import type { Machine } from './machine.ts';
import { isInRange } from './version-range.ts';

/** Type of a CAN interface in /sys/class/net/NAME/type (ARPHRD_CAN of the kernel). */
const ARPHRD_CAN = '280';
const NO_KERNEL_CAN_NEEDED = 'the car on slcan-tcp needs no CAN in the kernel: smartkey car';

/** What this machine can do, in the order in which a person would look for it. */
export async function examine(machine: Machine, engines: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [examineNode(machine, engines), examinePlatform(machine)];
  if (machine.platform === 'linux') {
    const kernel = await examineKernel(machine);
    const hasCan = kernel.every(({ status }) => status !== 'missing');
    findings.push(...kernel, await examineIp(machine), ...(await examineInterfaces(machine, hasCan)));
  }
  findings.push(...(await examineSerialPorts(machine)));
  findings.push(await examinePort(machine, 3333, 'smartkey car --bus slcan-tcp:127.0.0.1:0'));
  findings.push(await examinePort(machine, 8080, 'smartkey car --http 127.0.0.1:0'));
  return findings;
}

function examineNode({ nodeVersion }: Machine, engines: string): Finding {
  if (isInRange(nodeVersion, engines)) return ok('node', `Node ${nodeVersion}`);
  const mend = 'npm ci, then npx smartkey: it uses the Node installed with the project';
  return warn('node', `Node ${nodeVersion}, tested is ${engines}`, mend);
}

function examinePlatform({ platform, kernelRelease }: Machine): Finding {
  if (platform === 'linux') return ok('platform', `Linux ${kernelRelease}`);
  return warn('platform', `${platform}: CAN interfaces are Linux's only`, NO_KERNEL_CAN_NEEDED);
}

/** A module is loaded, built in, or waits to be loaded. */
async function examineKernel(machine: Machine): Promise<readonly Finding[]> {
  const folder = `/lib/modules/${machine.kernelRelease}`;
  const protocols = (await machine.readText('/proc/net/protocols')) ?? '';
  const loaded = (await machine.readText('/proc/modules')) ?? '';
  const builtIn = (await machine.readText(`${folder}/modules.builtin`)) ?? '';
  const known = (await machine.readText(`${folder}/modules.dep`)) ?? '';

  const examineModule = (topic: string, module: string, what: string, isThere: boolean): Finding => {
    const file = module.replaceAll('_', '[-_]');
    const isLoaded = new RegExp(`^${module} `, 'm').test(loaded);
    const isBuiltIn = new RegExp(`/${file}\\.ko`).test(builtIn);
    if (isThere || isLoaded || isBuiltIn) return ok(topic, `${what}: there (${isBuiltIn ? 'built in' : 'loaded'})`);
    if (new RegExp(`/${file}\\.ko`).test(known)) {
      return warn(topic, `${what}: can be loaded`, `sudo modprobe ${module}`);
    }
    return missing(topic, `${what}: this kernel has none`, NO_KERNEL_CAN_NEEDED);
  };
  return [
    examineModule('can-raw', 'can_raw', 'CAN sockets (AF_CAN, can_raw)', /^CAN_RAW\b/m.test(protocols)),
    examineModule('vcan', 'vcan', 'virtual CAN interfaces (vcan)', false),
  ];
}

async function examineIp(machine: Machine): Promise<Finding> {
  if (await machine.hasProgram('ip')) return ok('ip', 'program ip: there');
  return missing('ip', 'program ip: not there; it sets CAN interfaces up', 'sudo apt install iproute2');
}

async function examineInterfaces(machine: Machine, kernelHasCan: boolean): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const name of await machine.list('/sys/class/net')) {
    const folder = `/sys/class/net/${name}`;
    if ((await machine.readText(`${folder}/type`))?.trim() !== ARPHRD_CAN) continue;
    const state = (await machine.readText(`${folder}/operstate`))?.trim() ?? 'unknown';
    findings.push(state === 'down' ? interfaceDown(name) : ok('can-interface', `CAN interface ${name}: up`));
  }
  if (findings.length > 0) return findings;
  const mend = 'sudo ip link add dev vcan0 type vcan && sudo ip link set up vcan0';
  return [missing('can-interface', 'CAN interfaces: none', kernelHasCan ? mend : NO_KERNEL_CAN_NEEDED)];
}

function interfaceDown(name: string): Finding {
  const mend = name.startsWith('vcan')
    ? `sudo ip link set up ${name}`
    : `sudo ip link set ${name} up type can bitrate 500000`;
  return warn('can-interface', `CAN interface ${name}: down`, mend);
}

async function examineSerialPorts(machine: Machine): Promise<readonly Finding[]> {
  const byId = (await machine.list('/dev/serial/by-id')).map((name) => `/dev/serial/by-id/${name}`);
  const plain = (await machine.list('/dev')).filter((name) => /^tty(ACM|USB)\d+$/.test(name));
  const paths = byId.length > 0 ? byId : plain.map((name) => `/dev/${name}`);
  if (paths.length === 0) {
    return [missing('serial-port', 'serial-line CAN adapters: none', 'plug one in; without one use smartkey car')];
  }
  return Promise.all(
    paths.map(async (path) =>
      (await machine.canReadAndWrite(path))
        ? ok('serial-port', `serial port ${path}`)
        : warn('serial-port', `serial port ${path}: no rights`, 'sudo usermod -aG dialout $USER, and log in again'),
    ),
  );
}

async function examinePort(machine: Machine, port: number, mend: string): Promise<Finding> {
  if (await machine.isPortFree(port)) return ok('port', `TCP port ${port}: free`);
  return warn('port', `TCP port ${port}: taken, perhaps by a car`, mend);
}
