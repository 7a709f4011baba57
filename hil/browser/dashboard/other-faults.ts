import type { AnswerForm, CarFaultsInForce, TransportForm } from '../../view/faults-in-force.ts';
import { given, textOf } from './fault-part.ts';
import { type FaultPreset, isOfEvery, PRESETS } from './fault-presets.ts';

type Plan = CarFaultsInForce['plan'];
type Body = Readonly<Record<string, unknown>>;

/** Faults in force that no switch of its own sets: set over HTTP or by a scenario. They can be ended one by one. */
export function otherFaults({ faults, plan }: CarFaultsInForce): readonly FaultPreset[] {
  return [
    ...faults.filter((code) => !PRESETS.some(({ id }) => id === code)).map((code) => fault(code, code, null)),
    ...BUS_FIELDS.filter((field) => (plan.bus[field] ?? 0) > 0).map((field) => ofBus(plan, field)),
    ...plan.silent.filter((node) => node !== 'body').map(silentNode),
    ...sideFaults(plan, 'ecu', ['consecutiveLost', 'flowLost', 'flowOverflow', 'flowWaits']),
    ...sideFaults(plan, 'tool', ['wrongSequence', 'consecutiveLost', 'flowOverflow', 'flowWaits']),
    ...plan.answers.filter((one) => !isOfSwitch(one)).map((one) => listed('answers', one)),
    ...plan.doip.map((one) => listed('doip', one)),
  ];
}

const BUS_FIELDS = ['duplicate', 'jitterMs'] as const;

function ofBus({ bus }: Plan, field: (typeof BUS_FIELDS)[number]): FaultPreset {
  return fault(`bus.${field}`, `bus: ${field} ${String(bus[field])}`, (now) => ({
    bus: given({ ...now.bus, [field]: 0 }),
  }));
}

function silentNode(node: string): FaultPreset {
  return fault(`silent.${node}`, `silent: ${node}`, (now) => ({ silent: now.silent.filter((one) => one !== node) }));
}

function sideFaults(
  { transport }: Plan,
  side: 'ecu' | 'tool',
  fields: readonly (keyof TransportForm)[],
): readonly FaultPreset[] {
  const form = transport?.[side] ?? {};
  const inForce = fields.filter((field) => (form[field] ?? 0) !== 0);
  return inForce.map((field) =>
    fault(`transport.${side}.${field}`, `transport, ${side}: ${field} ${String(form[field])}`, (now) => {
      const { ecu = {}, tool = {} } = now.transport ?? {};
      const sides = { ecu, tool, [side]: { ...now.transport?.[side], [field]: 0 } };
      return { transport: { ecu: given(sides.ecu), tool: given(sides.tool) } };
    }),
  );
}

function isOfSwitch(one: AnswerForm): boolean {
  return isOfEvery(one) && ((one.delayMs ?? 0) > 0 || one.drop === true);
}

/** One of a list of faults. */
function listed(part: 'answers' | 'doip', one: object): FaultPreset {
  const same = JSON.stringify(one);
  return fault(`${part} ${same}`, `${part}: ${textOf(one)}`, (now) => {
    const list: readonly object[] = now[part];
    return { [part]: list.filter((other) => JSON.stringify(other) !== same) };
  });
}

/** @param end null where it cannot be ended */
function fault(id: string, title: string, end: ((now: Plan) => Body) | null): FaultPreset {
  const change = end === null ? null : ({ plan }: CarFaultsInForce): Body => end(plan);
  return { id, title, isOn: () => true, noteOf: () => null, change };
}
