import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const dockerfile = read('Dockerfile');
/** Lines that continue are one. */
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n');
const words = (name: string): readonly string[] => {
  const line = instructions.find((each) => each.startsWith(`${name} [`)) ?? '';
  return z.array(z.string()).parse(JSON.parse(line.slice(name.length)));
};
const portsOf = (text: string): readonly string[] => [...text.matchAll(/:(\d{4,5})\b/g)].map(([, port = '']) => port);

describe('the Dockerfile', () => {
  it('is one that a builder reads', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(validate('FROM debian\nCOPY a\n')).not.toEqual([]);
  });

  it('has the Node of the project in both stages, and runs as a user without rights', () => {
    const bases = instructions.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    const [, major] = /(\d+)/.exec(packageJson.devDependencies.node) ?? [];
    expect(bases).toEqual([`node:${major ?? ''}-bookworm-slim`, `node:${major ?? ''}-bookworm-slim`]);
    expect(instructions.indexOf('USER node')).toBeGreaterThan(
      instructions.findLastIndex((line) => /^(?:RUN|COPY)/.test(line)),
    );
  });

  it('ships what the package ships, but its documents', () => {
    const copied = [...dockerfile.matchAll(/\/build\/([\w./*-]+)/g)].map(([, path = '']) => path);
    const shipped = packageJson.files.filter((path) => !/^!?docs|\.md$/.test(path));
    const files = copied.flatMap((path) => globSync(path, { cwd: ROOT }));
    for (const path of [...shipped, ...Object.values(packageJson.bin)]) {
      expect(
        files.some((file) => path === file || path.startsWith(`${file}/`)),
        path,
      ).toBe(true);
    }
  });

  it('has each command of the package', () => {
    for (const [name, path] of Object.entries(packageJson.bin)) {
      expect(dockerfile).toContain(`/virtual-smart-key/${path.replace(/^\.\//, '')} /image/usr/local/bin/${name}`);
    }
  });

  it('starts a car on the ports that it exposes and whose health it asks for', () => {
    expect(words('ENTRYPOINT')).toEqual(['smartkey']);
    const ports = portsOf(words('CMD').join(' '));
    const exposed = instructions
      .find((line) => line.startsWith('EXPOSE'))
      ?.split(' ')
      .slice(1);
    expect(exposed).toEqual(ports);
    expect(dockerfile).toMatch(new RegExp(`HEALTHCHECK [^]*http://127\\.0\\.0\\.1:${ports[0] ?? ''}/api/state`));
  });

  it('gets no files from outside of the sources', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', 'dist', '.git']));
  });
});

describe('compose.yml', () => {
  const service = z.strictObject({
    build: z.literal('.').optional(),
    image: z.string(),
    profiles: z.array(z.string()).optional(),
    init: z.boolean().optional(),
    command: z.string().optional(),
    ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
    volumes: z.array(z.string()).optional(),
    healthcheck: z.record(z.string(), z.unknown()).optional(),
    depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
    read_only: z.boolean().optional(),
    tmpfs: z.array(z.string()).optional(),
    cap_drop: z.tuple([z.literal('ALL')]).optional(),
    security_opt: z.tuple([z.literal('no-new-privileges:true')]).optional(),
    deploy: z.strictObject({ replicas: z.number() }).optional(),
    restart: z.string().optional(),
  });
  const compose = z
    .strictObject({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
    .parse(parse(read('compose.yml')));

  it('has the car on this machine only; workers and queue when asked for', () => {
    expect(Object.keys(compose.services)).toEqual(['car', 'redis', 'worker']);
    const { car, redis, worker } = compose.services;
    expect(portsOf((car?.ports ?? []).join(' ')).filter((_port, at) => at % 2 === 1)).toEqual(
      portsOf(words('CMD').join(' ')),
    );
    expect([redis?.profiles, worker?.profiles, redis?.ports]).toEqual([['campaign'], ['campaign'], undefined]);
    expect(worker?.command).toBe('worker --queue redis://redis:6379');
    const volumes = Object.values(compose.services).flatMap(
      (each) => each.volumes?.map((name) => name.split(':')[0]) ?? [],
    );
    expect(volumes).toEqual(Object.keys(compose.volumes));
  });
});

describe('docs/container.md', () => {
  it('names files, services and profiles that exist', () => {
    const page = read('docs/container.md');
    for (const [, file = ''] of page.matchAll(/`((?:compose|Docker)[\w.]+)`/g))
      expect(existsSync(join(ROOT, file))).toBe(true);
    expect(page).toContain('docker compose up --detach car');
    expect(page).toContain('--profile campaign');
  });
});
