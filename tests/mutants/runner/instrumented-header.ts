// Stryker puts a header of functions into each source that it instruments. Ours do the same and cost less: counting is
// an addition in an array, and without counting it is nothing.

/** What instrumented sources read and write. */
export interface MutantSwitch {
  activeMutant: string | undefined;
  hitCount: number;
  hitLimit: number;
  /** How often each mutant was reached, by its number. */
  hits: Uint32Array;
}

const HEADER = /function stryNS_9fa48\(\)[\s\S]*?return isActive\(id\);\n\}/;

const ACTIVE = `function stryMutAct_9fa48(id) {
  const mutant = globalThis.__stryker__;
  if (mutant.activeMutant !== id) return false;
  if (++mutant.hitCount > mutant.hitLimit) throw new Error('Stryker: Hit count limit reached');
  return true;
}`;

const COUNTING = `function stryCov_9fa48() {
  const { hits } = globalThis.__stryker__;
  for (let index = 0; index < arguments.length; index++) hits[arguments[index]]++;
}
function stryMutAct_9fa48() { return false; }`;

/** The source for the run that counts: no mutant is active. */
export function countedSource(text: string): string {
  return text.replace(HEADER, () => COUNTING);
}

/** The source for runs with a mutant. */
export function mutatedSource(text: string): string {
  return text.replace(HEADER, () => `function stryCov_9fa48() {}\n${ACTIVE}`);
}

/** The one object of this process that all instrumented sources share. */
export function mutantSwitch(): MutantSwitch {
  const holder = globalThis as { __stryker__?: Partial<MutantSwitch> };
  const shared = (holder.__stryker__ ??= {});
  return Object.assign(shared, { activeMutant: undefined, hitCount: 0, hitLimit: 0, hits: new Uint32Array(0) });
}
