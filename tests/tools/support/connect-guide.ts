/**
 * Where a block of the guide is executed. `here`: on any machine, to its end. `car`: the same, and it runs until the
 * section ends. `root`: as `here`, where the user may capture packets. `guest` and `guest-car`: likewise, on a kernel with CAN. `elsewhere`: where the hardware or program is.
 */
export type BlockPlace = 'here' | 'car' | 'root' | 'guest' | 'guest-car' | 'elsewhere';

export interface Block {
  readonly language: 'sh' | 'python';
  readonly code: string;
  readonly place: BlockPlace;
  /** What the text block below it contains; empty where there is none. */
  readonly prints: string;
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

const FENCED = /(?:<!-- ([a-z ]+) -->\n)?```(\w+)\n([^]*?)```/g;

/** The sections of docs/connect.md with their blocks, in order. @throws Error for a block of an unknown kind */
export function connectGuide(markdown: string): readonly Section[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ title: section.slice(0, section.indexOf('\n')), blocks: blocksOf(section) }));
}

function blocksOf(section: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const [, mark, language, code = ''] of section.matchAll(FENCED)) {
    const last = blocks.at(-1);
    if (language === 'text' && last !== undefined) blocks.splice(-1, 1, { ...last, prints: code });
    else if (language === 'sh' || language === 'python') {
      blocks.push({ language, code, place: placeOf(mark), prints: '' });
    } else throw new Error(`a block of the guide is "${String(language)}": sh, python, or text below one of those`);
  }
  return blocks;
}

function placeOf(mark: string | undefined): BlockPlace {
  switch (mark) {
    case undefined:
      return 'here';
    case 'car':
    case 'root':
    case 'guest':
    case 'elsewhere':
      return mark;
    case 'guest car':
      return 'guest-car';
    default:
      throw new Error(`a block of the guide is marked "${mark}"`);
  }
}
