/** As much of CycloneDX as this project changes; the rest is npm's. */
export interface Sbom {
  readonly metadata: { readonly component: { readonly name: string; readonly 'bom-ref': string } };
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface SbomComponent {
  readonly 'bom-ref': string;
  readonly name: string;
}

interface SbomParts {
  /** Of the lock file, development packages included. */
  readonly all: Sbom;
  readonly name: string;
  /** Names of the packages that npm installs with this one. */
  readonly runtime: readonly string[];
  /** Names of the packages whose code is in this one. */
  readonly bundled: readonly string[];
}

/**
 * What ships: what npm installs with the package, and what is bundled into it. (`npm sbom --omit=dev` leaves out what a
 * development package needs as well.)
 */
export function shippedSbom({ all, name, runtime, bundled }: SbomParts): Sbom {
  const { component: root } = all.metadata;
  const nameOf = new Map(all.components.map((component) => [component['bom-ref'], component.name]));
  const refsOf = new Map(all.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const shipped = new Set<string>();
  const add = (ref: string): void => {
    if (shipped.has(ref)) return;
    shipped.add(ref);
    for (const next of refsOf.get(ref) ?? []) add(next);
  };
  for (const ref of refsOf.get(root['bom-ref']) ?? []) if (runtime.includes(nameOf.get(ref) ?? '')) add(ref);
  const names = new Set([...shipped].map((ref) => nameOf.get(ref)));
  const added = bundled.filter((each) => !names.has(each));
  const missing = added.filter((each) => !all.components.some((component) => component.name === each));
  if (missing.length > 0) throw new Error(`bundled, but not in the lock file: ${missing.join(', ')}`);
  for (const component of all.components) if (added.includes(component.name)) shipped.add(component['bom-ref']);
  const isShipped = (ref: string): boolean => shipped.has(ref) || ref === root['bom-ref'];
  return {
    ...all,
    // npm names it after its folder.
    metadata: { ...all.metadata, component: { ...root, name } },
    components: all.components.filter((component) => shipped.has(component['bom-ref'])),
    dependencies: all.dependencies
      .filter(({ ref }) => isShipped(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isShipped) })),
  };
}
