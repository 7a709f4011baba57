import { describe, expect, it } from 'vitest';
import { Sound } from '../../../../../hil/browser/dashboard/sound.ts';

const SILENT = { exterior: false, interior: false, answerBack: false };

function heard(): { readonly sound: Sound; readonly log: string[] } {
  const log: string[] = [];
  const play = (hertz: number): (() => void) => {
    log.push(`on ${hertz}`);
    return () => log.push(`off ${hertz}`);
  };
  return { sound: new Sound({ play }), log };
}

describe('the sound of the buzzers (VEH-3)', () => {
  it('begins and ends with each buzzer, which has a pitch of its own', () => {
    const { sound, log } = heard();
    sound.follow({ ...SILENT, exterior: true });
    sound.follow({ ...SILENT, exterior: true, interior: true });
    sound.follow({ ...SILENT, interior: true });
    sound.follow(SILENT);
    expect(log).toEqual(['on 2600', 'on 1900', 'off 2600', 'off 1900']);
  });

  it('ends at once where nothing is to be heard', () => {
    const { sound, log } = heard();
    sound.follow({ ...SILENT, answerBack: true });
    sound.follow(null);
    sound.follow(null);
    expect(log).toEqual(['on 2200', 'off 2200']);
  });
});
