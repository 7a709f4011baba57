/**
 * How many units are on the queue or hold a result, ahead of the oldest one without: some 30 s of work for a thousand
 * machines, longer than the jobs of a lost worker take to go to another.
 */
export const UNITS_AHEAD = 20_000;

/**
 * Asks for the result of each unit, and hands the results on in the order of the units. What it keeps does not grow with
 * their number.
 *
 * @param ask whose first failure ends it
 * @param ahead units that are asked for at the same time
 */
export async function inWindow<Unit, Result>(
  units: Iterable<Unit>,
  ask: (unit: Unit) => Promise<Result>,
  take: (result: Result, unit: Unit) => void | Promise<void>,
  ahead: number = UNITS_AHEAD,
): Promise<void> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const asked: { readonly unit: Unit; readonly result: Promise<Result> }[] = [];
  const takeOldest = async (): Promise<void> => {
    const oldest = asked.shift();
    if (oldest !== undefined) await take(await Promise.race([oldest.result, failure.promise]), oldest.unit);
  };
  for (const unit of units) {
    if (asked.length >= ahead) await takeOldest();
    const result = ask(unit);
    result.catch(failure.reject);
    asked.push({ unit, result });
  }
  while (asked.length > 0) await takeOldest();
}
