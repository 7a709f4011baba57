import type { CarView } from '../../view/car-view.ts';

type Buzzer = keyof CarView['sounding'];

/** Each buzzer has a pitch of its own, in hertz, so that a person hears which one sounds. */
const PITCHES: Readonly<Record<Buzzer, number>> = { exterior: 2600, interior: 1900, answerBack: 2200 };
const VOLUME = 0.05;

/** The parts of Web Audio that are used here. */
interface AudioPort {
  /** Starts a tone; what is returned ends it. */
  play(hertz: number, volume: number): () => void;
}

/** Lets a person hear the buzzers while it is switched on. */
export class Sound {
  readonly #audio: AudioPort;
  readonly #playing = new Map<Buzzer, () => void>();

  constructor(audio: AudioPort) {
    this.#audio = audio;
  }

  /** What sounds from here on; nothing where the page is silent or shows the past. */
  follow(sounding: CarView['sounding'] | null): void {
    for (const buzzer of Object.keys(PITCHES) as Buzzer[]) {
      const end = this.#playing.get(buzzer);
      const wanted = sounding?.[buzzer] ?? false;
      if (wanted && end === undefined) this.#playing.set(buzzer, this.#audio.play(PITCHES[buzzer], VOLUME));
      if (wanted || end === undefined) continue;
      end();
      this.#playing.delete(buzzer);
    }
  }
}

/** The browser's own audio; it begins with the first tone, since browsers ask for a click before. */
export function webAudio(): AudioPort {
  let context: AudioContext | null = null;
  return {
    play: (hertz, volume) => {
      context ??= new AudioContext();
      const [tone, gain] = [context.createOscillator(), context.createGain()];
      tone.type = 'square';
      tone.frequency.value = hertz;
      gain.gain.value = volume;
      tone.connect(gain).connect(context.destination);
      tone.start();
      return () => tone.stop();
    },
  };
}
