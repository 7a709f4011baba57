import { stringify } from '../scenario/yaml.ts';
import type { YamlValue } from './recorded-step.ts';

/** A value of a scenario file on one line, texts in quotes, so that none is read as a number. */
export function flowText(value: YamlValue): string {
  const options = {
    collectionStyle: 'flow',
    defaultStringType: 'QUOTE_SINGLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
  } as const;
  return stringify(value, options).trim().replaceAll(/\n\s*/g, ' ');
}
