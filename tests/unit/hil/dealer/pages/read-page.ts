import type { View } from '../../../../../hil/dealer/pages/kit/view.ts';
import { unescaped } from './visitor.ts';

/** A page, or a piece of one, as HTML on one line. */
export async function htmlOf(view: View): Promise<string> {
  return String(await view).replaceAll(/\s+/g, ' ');
}

/** What a person reads of a piece of HTML. */
export function textOf(html: string): string {
  return unescaped(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A page's own part: without banner, tabs and footer. */
export function mainOf(html: string): string {
  return /<main\b.*<\/main>/s.exec(html)?.[0] ?? '';
}

/** What the browser's tab, the heading and the current section say. */
export function namesOf(html: string): { readonly title: string; readonly heading: string; readonly tab: string } {
  const inside = (pattern: RegExp): string => textOf(pattern.exec(html)?.[1] ?? '');
  return {
    title: inside(/<title>(.*?)<\/title>/s),
    heading: inside(/<h1>(.*?)<\/h1>/s),
    tab: inside(/<a [^>]*aria-current="page"[^>]*>(.*?)<\/a>/s),
  };
}

/** A box to type in, a list to choose from, or a box to tick, with what belongs to it. */
export interface Control {
  readonly label: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly isInvalid: boolean;
  /** Hint and error, as a screen reader reads them to it. */
  readonly description: string;
}

/** All controls of a page that a person sees, in their order. */
export function controlsOf(html: string): readonly Control[] {
  return [...html.matchAll(/<(input|select)\b([^>]*)>/g)]
    .filter(([tag]) => !tag.includes('type="hidden"'))
    .map(([, element = '', attributes = '']) => {
      const attribute = (name: string): string => attributeOf(attributes, name);
      return {
        label: labelOf(html, attribute('id')),
        name: attribute('name'),
        type: element === 'select' ? 'select' : attribute('type'),
        value: attribute('value'),
        isInvalid: attribute('aria-invalid') === 'true',
        description: attribute('aria-describedby')
          .split(' ')
          .filter((id) => id !== '')
          .map((id) => textOf(elementOf(html, id)))
          .join(' | '),
      };
    });
}

/** The first control of a name. */
export function controlOf(html: string, name: string): Control | undefined {
  return controlsOf(html).find((control) => control.name === name);
}

/** The boxes of a group to tick: value, text, and whether it is ticked. */
export function boxesOf(
  html: string,
  group: string,
): readonly (readonly [value: string, text: string, ticked: boolean])[] {
  return [...html.matchAll(/<input\s+type="checkbox"([^>]*)>/g)]
    .map(([, attributes = '']) => attributes)
    .filter((attributes) => attributeOf(attributes, 'name') === group)
    .map((attributes) => [
      attributeOf(attributes, 'value'),
      labelOf(html, attributeOf(attributes, 'id')),
      /\schecked\b/.test(attributes),
    ]);
}

/** Where each form of the page's own part goes to, and its hidden fields. */
export function formsOf(
  html: string,
): readonly { readonly action: string; readonly hidden: Readonly<Record<string, string>> }[] {
  return [...mainOf(html).matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action = '', content = '']) => ({
      action: unescaped(action),
      hidden: Object.fromEntries(
        [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [unescaped(name), unescaped(value)],
        ),
      ),
    }),
  );
}

/** The buttons a person sees in the page's own part: `text`, and what they send where they send anything. */
export function buttonsOf(html: string): readonly string[] {
  return [...mainOf(html).matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)]
    .filter(([, attributes = '']) => !attributes.includes('aria-hidden') && !/\shidden\b/.test(attributes))
    .map(([, attributes = '', text = '']) => {
      const sends = attributeOf(attributes, 'value');
      return sends === '' ? textOf(text) : `${textOf(text)} (${sends})`;
    });
}

/** The links of the page's own part: text and where to. */
export function linksOf(html: string): readonly (readonly [text: string, href: string])[] {
  return [...mainOf(html).matchAll(/<a\b([^>]*)>(.*?)<\/a\s*>/gs)].map(([, attributes = '', text = '']) => [
    textOf(text),
    attributeOf(attributes, 'href'),
  ]);
}

/** Names and values that are only shown. */
export function detailsOf(html: string): Readonly<Record<string, string>> {
  const details = [...html.matchAll(/<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/gs)];
  return Object.fromEntries(details.map(([, label = '', value = '']) => [textOf(label), textOf(value)]));
}

/** What the summary at the top says is wrong: the sentence, and each link to a field. */
export function summaryOf(html: string): {
  readonly text: string;
  readonly links: readonly (readonly [string, string])[];
} {
  const summary = /<div\s+class="error-summary"(.*?)<\/div>/s.exec(html)?.[1] ?? '';
  const [, text = ''] = /<p>(.*?)<\/p>/s.exec(summary) ?? [];
  return { text: textOf(text), links: linksOf(`<main>${summary}</main>`) };
}

/** The cells of a page's table, row by row. */
export function rowsOf(html: string): readonly (readonly string[])[] {
  const body = /<tbody>(.*?)<\/tbody>/s.exec(html)?.[1] ?? '';
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td\b[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => textOf(cell)),
  );
}

function attributeOf(attributes: string, name: string): string {
  return unescaped(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}

function labelOf(html: string, id: string): string {
  const label = new RegExp(`<label for="${id}">(.*?)</label>`, 's').exec(html)?.[1] ?? '';
  return textOf(label.replaceAll(/<span class="required" aria-hidden="true">[^<]*<\/span>/g, ''));
}

function elementOf(html: string, id: string): string {
  return new RegExp(`<p\\s+class="[\\w-]+"\\s+id="${id}">(.*?)</p>`, 's').exec(html)?.[1] ?? '';
}
