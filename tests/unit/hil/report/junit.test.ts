import { describe, expect, it } from 'vitest';
import { junitXml, type JUnitCase } from '../../../../hil/report/junit.ts';

const PASSED: JUnitCase = { className: 'a.b', name: 'A name', outcome: { kind: 'passed' } };

describe('JUnit XML', () => {
  it('is a suite with its cases, each part only where there is one', () => {
    expect(junitXml({ name: 's', cases: [PASSED] })).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites tests="1" failures="0" errors="0" skipped="0">',
        '  <testsuite name="s" tests="1" failures="0" errors="0" skipped="0">',
        '    <testcase classname="a.b" name="A name"/>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  it('has a case whole: place, time, properties, attempts before, output', () => {
    const xml = junitXml({
      ...{ name: 's', startedAt: '2026-01-02T03:04:05.678Z', properties: { node: 'v24' } },
      cases: [
        {
          ...{ ...PASSED, file: 'a.yaml', line: 3, seconds: 0.002, properties: { seed: '7' } },
          ...{ flakyFailures: ['too late'], output: 'all <well>' },
        },
      ],
    });
    expect(
      xml
        .split('\n')
        .slice(2, -3)
        .map((line) => line.trim()),
    ).toEqual([
      '<testsuite name="s" tests="1" failures="0" errors="0" skipped="0" time="0.002" timestamp="2026-01-02T03:04:05">',
      ...['<properties>', '<property name="node" value="v24"/>', '</properties>'],
      '<testcase classname="a.b" name="A name" file="a.yaml" line="3" time="0.002000">',
      ...['<properties>', '<property name="seed" value="7"/>', '</properties>'],
      '<flakyFailure message="too late">too late</flakyFailure>',
      '<system-out>all &lt;well&gt;</system-out>',
      '</testcase>',
    ]);
  });

  it.each([
    ['failed', '<failure message="why">text</failure>', 'failures="1" errors="0" skipped="0"'],
    ['error', '<error message="why">text</error>', 'failures="0" errors="1" skipped="0"'],
    ['skipped', '<skipped message="why">text</skipped>', 'failures="0" errors="0" skipped="1"'],
  ] as const)('counts and shows what is %s', (kind, element, counts) => {
    const xml = junitXml({ name: 's', cases: [{ ...PASSED, outcome: { kind, message: 'why', text: 'text' } }] });
    expect(xml).toContain(element);
    expect(xml.match(new RegExp(counts, 'g'))).toHaveLength(2);
  });

  it('adds up the time of its cases', () => {
    const xml = junitXml({ name: 's', cases: [{ ...PASSED, seconds: 1.25 }, PASSED, { ...PASSED, seconds: 0.25 }] });
    expect(xml).toContain('<testsuites tests="3" failures="0" errors="0" skipped="0" time="1.500">');
  });

  it('shows characters that XML cannot hold', () => {
    const xml = junitXml({ name: 's', cases: [{ className: 'c', name: 'bell \u0007', outcome: { kind: 'passed' } }] });
    expect(xml).toContain('name="bell \\u0007"');
  });
});
