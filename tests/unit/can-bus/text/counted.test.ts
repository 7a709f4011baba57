import { expect, it } from 'vitest';
import { counted, grouped, isOrAre } from '../../../../can-bus/text/counted.ts';

it.each([
  [0, 'frame', '0 frames'],
  [1, 'frame', '1 frame'],
  [2, 'frame', '2 frames'],
  [1, 'entry', '1 entry'],
  [2, 'entry', '2 entries'],
  [2, 'key', '2 keys'],
  [2, 'bus', '2 buses'],
  [2, 'box', '2 boxes'],
  [2, 'batch', '2 batches'],
  [1, 'line or block', '1 line or block'],
  [3, 'more bus or car', '3 more buses or cars'],
])('%i of "%s" is "%s"', (count, noun, text) => {
  expect(counted(count, noun)).toBe(text);
});

it('a long number has groups of digits where it is for people', () => {
  expect(counted(12_345, 'event', grouped)).toBe('12,345 events');
  expect(counted(12_345, 'event')).toBe('12345 events');
});

it('the verb follows the number', () => {
  expect([0, 1, 2].map(isOrAre)).toEqual(['are', 'is', 'are']);
});
