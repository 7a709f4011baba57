import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { ctrfReport } from '../../../../hil/report/ctrf.ts';
import { BUNDLE, failed, reported, runOf } from './made-results.ts';

// The parts of the Common Test Report Format that are used, closed as its JSON Schema closes them.
const status = z.enum(['passed', 'failed', 'skipped', 'pending', 'other']);
const extra = z.record(z.string(), z.unknown()).optional();
const test = z.strictObject({
  name: z.string().min(1),
  status,
  duration: z.int(),
  rawStatus: z.string().optional(),
  filePath: z.string().optional(),
  suite: z.array(z.string()).min(1).optional(),
  tags: z.array(z.string()).optional(),
  message: z.string().optional(),
  line: z.int().optional(),
  retries: z.int().optional(),
  flaky: z.boolean().optional(),
  retryAttempts: z
    .array(
      z.strictObject({
        attempt: z.int().min(1),
        status,
        duration: z.int().optional(),
        message: z.string().optional(),
        attachments: z
          .array(z.strictObject({ name: z.string(), contentType: z.string(), path: z.string(), extra }))
          .optional(),
        extra,
      }),
    )
    .optional(),
  steps: z.array(z.strictObject({ name: z.string(), status, extra })).optional(),
  attachments: z
    .array(z.strictObject({ name: z.string(), contentType: z.string(), path: z.string(), extra }))
    .optional(),
  labels: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1)]),
    )
    .optional(),
  extra,
});
const ctrf = z.strictObject({
  reportFormat: z.literal('CTRF'),
  specVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  timestamp: z.iso.datetime(),
  generatedBy: z.string(),
  results: z.strictObject({
    tool: z.strictObject({ name: z.string().min(1), version: z.string() }),
    summary: z.strictObject({
      tests: z.int(),
      passed: z.int(),
      failed: z.int(),
      skipped: z.int(),
      pending: z.int(),
      other: z.int(),
      flaky: z.int(),
      suites: z.int(),
      start: z.int(),
      stop: z.int(),
      duration: z.int(),
    }),
    tests: z.array(test),
    environment: z.strictObject({
      appName: z.string(),
      appVersion: z.string(),
      commit: z.string().optional(),
      osPlatform: z.string(),
      testEnvironment: z.string(),
      extra,
    }),
  }),
});

describe('a CTRF report', () => {
  const earlier = [
    { verdict: 'error' as const, realUs: 5_400, traceHash: null, why: 'no adapter', artifacts: [BUNDLE] },
  ];
  const artifacts = [{ kind: 'trace' as const, path: 'reports/traces/a.pcapng', href: 'traces/a.pcapng' }];
  const report = runOf(
    [
      reported({ rulesCovered: ['RST-1'] }, { earlier, artifacts }),
      failed({ name: 'f' }),
      failed({ name: 'e', verdict: 'error' }),
      failed({ name: 'i', verdict: 'inconclusive' }),
      failed({ name: 'q' }, { quarantine: 'see issue 12' }),
    ],
    { notRun: [{ file: 'n.yaml', name: 'n' }] },
  );

  it('has the form that its schema asks for', () => {
    expect(() => ctrf.parse(JSON.parse(JSON.stringify(ctrfReport(report))))).not.toThrow();
    expect(() => ctrf.parse(JSON.parse(JSON.stringify(ctrfReport(runOf([])))))).not.toThrow();
  });

  it('counts an open question and what is quarantined as neither passed nor failed', () => {
    const { results } = ctrf.parse(JSON.parse(JSON.stringify(ctrfReport(report))));
    expect(results.summary).toMatchObject({
      tests: 6,
      passed: 1,
      failed: 2,
      skipped: 1,
      pending: 0,
      other: 2,
      flaky: 1,
    });
    expect(results.summary).toMatchObject({ start: 1_767_323_045_678, stop: 1_767_323_047_178, duration: 1500 });
    expect(results.tests.map(({ rawStatus }) => rawStatus)).toEqual([
      'pass',
      'fail',
      'error',
      'inconclusive',
      'fail',
      undefined,
    ]);
  });

  it('keeps the attempts of a flaky scenario', () => {
    const { results } = ctrf.parse(JSON.parse(JSON.stringify(ctrfReport(report))));
    expect(results.tests[0]).toMatchObject({
      flaky: true,
      retries: 1,
      retryAttempts: [
        { attempt: 1, status: 'failed', duration: 5, message: 'no adapter', attachments: [{ path: 'b.bundle' }] },
      ],
      attachments: [{ name: 'a.pcapng', contentType: 'application/x-pcapng', path: 'traces/a.pcapng' }],
    });
  });
});
