/**
 * Traces written before 2026-11-29 call a stimulus `hand`, as kind and as source, and the action of a `dealer-asked`
 * event `deed`; that event was a stimulus. This is the one place that knows of it: readers of traces and bundles pass what they read through here.
 */
const FORMER = 'hand';
const PRESENT = 'stimulus';
const FORMER_ACTION = 'deed';
const FORMER_KIND = `"kind":"${FORMER}"`;
const DEALER_EVENT = 'dealer-asked';
const DEALER = 'dealer';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a record, with today's names. */
export function withPresentNames(fields: Fields): Fields {
  const { kind, source, event } = fields;
  if (event === DEALER_EVENT && kind === PRESENT) return { ...fields, kind: DEALER };
  if (kind !== FORMER) return fields;
  const present: Fields = Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, unknown] => [name === FORMER_ACTION ? 'action' : name, value]),
  );
  const presentKind = event === DEALER_EVENT ? DEALER : PRESENT;
  return { ...present, kind: presentKind, source: typeof source === 'string' ? presentSource(source) : source };
}

/** A line of our own JSONL traces, as it would be written today: byte for byte. */
export function lineWithPresentNames(line: string): string {
  if (!line.includes(FORMER_KIND) && !line.includes(DEALER_EVENT)) return line;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? JSON.stringify(withPresentNames({ ...value })) : line;
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}

/** Of several cars the source has the car's name in front: `second/hand`. */
function presentSource(source: string): string {
  return source === FORMER || source.endsWith(`/${FORMER}`) ? source.slice(0, -FORMER.length) + PRESENT : source;
}
