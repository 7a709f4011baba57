import { describe, expect, it } from 'vitest';
import { changelogSection } from '../../config/changelog-section.ts';
import { shippedSbom, type Sbom } from '../../config/shipped-sbom.ts';

const component = (name: string): { 'bom-ref': string; name: string } => ({ 'bom-ref': `${name}@1.0.0`, name });
const needs = (name: string, ...others: readonly string[]): { ref: string; dependsOn: readonly string[] } => ({
  ref: `${name}@1.0.0`,
  dependsOn: others.map((other) => `${other}@1.0.0`),
});
/** hono runs with it, preact is bundled, vitest only tests; both need zod. */
const all: Sbom = {
  metadata: { component: { 'bom-ref': 'car@1.0.0', name: 'folder' } },
  components: ['hono', 'zod', 'preact', 'vitest', 'chai'].map(component),
  dependencies: [
    needs('car', 'hono', 'preact', 'vitest'),
    needs('hono', 'zod'),
    needs('zod'),
    needs('preact'),
    needs('vitest', 'zod', 'chai'),
    needs('chai'),
  ],
};

describe('the list of what ships', () => {
  it('has what is installed with the package, what that needs, and what is bundled', () => {
    const sbom = shippedSbom({ all, name: 'car', runtime: ['hono'], bundled: ['preact', 'zod'] });
    expect(sbom.components.map(({ name }) => name)).toEqual(['hono', 'zod', 'preact']);
    expect(sbom.dependencies).toEqual([
      needs('car', 'hono', 'preact'),
      needs('hono', 'zod'),
      needs('zod'),
      needs('preact'),
    ]);
  });

  it('is named after the package, not after its folder', () => {
    expect(shippedSbom({ all, name: 'car', runtime: [], bundled: [] }).metadata.component.name).toBe('car');
  });

  it('is refused where something is bundled that the lock file does not have', () => {
    expect(() => shippedSbom({ all, name: 'car', runtime: [], bundled: ['lit'] })).toThrow(
      'bundled, but not in the lock file: lit',
    );
  });
});

describe('the notes of a release', () => {
  const changelog = '# car\n\n## 0.2.0\n\n### Minor Changes\n\n- A horn.\n\n## 0.1.0\n\nThe first version.\n';

  it('are the section of its version', () => {
    expect(changelogSection(changelog, '0.2.0')).toBe('### Minor Changes\n\n- A horn.\n');
    expect(changelogSection(changelog, '0.1.0')).toBe('The first version.\n');
  });

  it('are reported missing if the changelog has no section for the version', () => {
    expect(() => changelogSection(changelog, '0.3.0')).toThrow('CHANGELOG.md has no section "## 0.3.0"');
  });
});
