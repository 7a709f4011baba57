import { createPrompt, isEnterKey, isSpaceKey, useKeypress, useState } from '@inquirer/core';
import type { PromptContext } from './prompt-context.ts';
import { wrap } from '../terminal-text.ts';

interface ChecklistConfig {
  readonly items: readonly string[];
  /** Columns that text may fill at present. */
  readonly width: () => number;
}

const BOX_WIDTH = '❯ [ ] '.length;

const prompt = createPrompt<boolean, ChecklistConfig>(({ items, width }, done) => {
  const [checked, setChecked] = useState(0);
  const [isOver, setOver] = useState(items.length === 0);
  useKeypress((event) => {
    if (isOver) return;
    if (event.name === 'y' || isSpaceKey(event)) {
      setChecked(checked + 1);
      if (checked + 1 < items.length) return;
      setOver(true);
      done(true);
    } else if (event.name === 'n' || isEnterKey(event)) {
      setOver(true);
      done(false);
    }
  });
  const boxes = items.flatMap((item, index) => {
    const pointer = index === checked && !isOver ? '❯' : ' ';
    const box = `${pointer} [${index < checked ? 'x' : ' '}] `;
    return wrap(item, width() - BOX_WIDTH).map((part, line) => `${line === 0 ? box : ' '.repeat(BOX_WIDTH)}${part}`);
  });
  return [...boxes, ...(isOver ? [] : ['', '  [y] check this one   [n] not now'])].join('\n');
});

/**
 * Boxes that are checked one by one, from the top, each with `y` or the space bar. Enter alone, or `n`, leaves the
 * rest unchecked.
 *
 * @returns whether all are checked
 */
export async function checklist(config: ChecklistConfig, context: PromptContext): Promise<boolean> {
  return await prompt(config, context);
}
