/** Maximum number of changed, missing or extra letters in a typing error, and never more than half of the word. */
const LARGEST_SLIP = 3;

/** The known name that a mistyped one most likely means, or null when none is similar. Case does not matter. */
export function nearestName(typed: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let nearestDistance = Math.min(LARGEST_SLIP, Math.floor(typed.length / 2)) + 1;
  for (const name of known) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < nearestDistance) {
      nearest = name;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Levenshtein distance: the smallest number of single letters to change, leave out or add. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from.charAt(row - 1) === to.charAt(column - 1);
      const changed = (previous[column - 1] ?? 0) + (same ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
