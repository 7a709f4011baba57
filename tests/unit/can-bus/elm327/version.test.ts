import { describe, expect, it } from 'vitest';
import { ELM_VERSIONS, isElmVersion } from '../../../../can-bus/elm327/version.ts';

describe('the versions of an ELM327', () => {
  it('are 1.5 and 2.1', () => {
    expect(ELM_VERSIONS).toEqual(['1.5', '2.1']);
    expect(['1.5', '2.1', '2.2', '', 'toString'].filter(isElmVersion)).toEqual(['1.5', '2.1']);
  });
});
