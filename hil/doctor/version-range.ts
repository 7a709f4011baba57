type Version = readonly [number, number, number];

function parseVersion(text: string): Version | null {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function isAtLeast(version: Version, least: Version): boolean {
  for (let part = 0; part < 3; part++) {
    const difference = (version[part] ?? 0) - (least[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether a version is within a range of `engines`: `^1.2.3` and `>=1.2.3`, joined by `||`. */
export function isInRange(versionText: string, range: string): boolean {
  const version = parseVersion(versionText);
  if (version === null) return false;
  return range.split('||').some((part) => {
    const match = /^\s*(\^|>=)\s*(\S+)\s*$/.exec(part);
    const least = parseVersion(match?.[2] ?? '');
    if (match === null || least === null) return false;
    return isAtLeast(version, least) && (match[1] === '>=' || version[0] === least[0]);
  });
}

/** Such a range in words: `22.22.2 or newer of 22, 24.15.0 or newer of 24, or 26.0.0 or newer`. */
export function describeRange(range: string): string {
  const parts = range.split('||').map((part) => {
    const least = part.replace(/^\s*(\^|>=)\s*/, '').trim();
    return part.includes('^') ? `${least} or newer of ${least.split('.', 1).join()}` : `${least} or newer`;
  });
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')}, or ${parts.at(-1) ?? ''}`;
}
