import { styleText } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

type Painter = (text: string) => string;

/** How parts of a screen stand out. Each takes text that is fit for a terminal. */
export interface Paint {
  /** False where nothing is painted, so that signs have to do it. */
  readonly isColored: boolean;
  readonly title: Painter;
  /** The title of a screen that warns. */
  readonly warningTitle: Painter;
  readonly warning: Painter;
  /** Beside the matter: a note, a frame, a list of what was done. */
  readonly dim: Painter;
  /** A seed. */
  readonly strong: Painter;
  /** A pass-code. */
  readonly inverse: Painter;
  readonly beep: Painter;
}

type Style = Parameters<typeof styleText>[0];

function styled(style: Style): Painter {
  // Whether the terminal is one has been looked at.
  return (text) => (text === '' ? '' : styleText(style, text, { validateStream: false }));
}

const COLORED: Paint = {
  isColored: true,
  title: styled(['bold', 'inverse']),
  warningTitle: styled(['bold', 'white', 'bgRed']),
  warning: styled(['bold', 'red']),
  dim: styled('dim'),
  strong: styled('bold'),
  inverse: styled(['bold', 'inverse']),
  beep: styled(['bold', 'cyan']),
};

const same = (text: string): string => text;

const PLAIN: Paint = {
  ...{ isColored: false, title: same, warningTitle: same, warning: same },
  ...{ dim: same, strong: same, inverse: same, beep: same },
};

/** No color with NO_COLOR (any value) or TERM=dumb, and where the output is no terminal. */
export function paintFor(isTerminal: boolean, environment: Environment): Paint {
  const isPlain = !isTerminal || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return isPlain ? PLAIN : COLORED;
}
