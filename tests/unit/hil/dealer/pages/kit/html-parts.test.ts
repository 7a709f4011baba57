import { describe, expect, it } from 'vitest';
import { code, detailList, statusBadge, table } from '../../../../../../hil/dealer/pages/kit/html-parts.ts';
import type { View } from '../../../../../../hil/dealer/pages/kit/view.ts';

const textOf = async (view: View): Promise<string> => String(await view).replaceAll(/\s+/g, ' ');

describe('the parts of a page', () => {
  it('escape text', async () => {
    expect(await textOf(code('<b>'))).toBe('<code>&lt;b&gt;</code>');
  });

  it('leave out a detail that has no value', async () => {
    const list = await textOf(
      detailList([
        ['VIN', 'V'],
        ['Settled', null],
      ]),
    );
    expect(list).toContain('<dt>VIN</dt> <dd>V</dd>');
    expect(list).not.toContain('Settled');
  });

  it('have the status as a class and in words', async () => {
    expect(await textOf(statusBadge('approved'))).toBe('<span class="badge approved">Approved</span>');
  });

  it('have a row for each entry, or a sentence if there are no entries', async () => {
    const columns = [{ heading: 'Name', cell: (row: string) => row }];
    expect(await textOf(table('Staff', columns, ['<Kim>'], 'Nobody'))).toContain(
      '<td data-heading="Name">&lt;Kim&gt;</td>',
    );
    expect(await textOf(table('Staff', columns, [], 'Nobody'))).toBe('<p class="empty">Nobody</p>');
  });
});
