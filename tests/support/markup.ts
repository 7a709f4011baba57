import { type FunctionComponent, h } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A component as HTML. */
export function markup<Props extends object>(component: FunctionComponent<Props>, props: NoInfer<Props>): string {
  return renderToString(h(component, props));
}

/** The text a person reads, tags taken out. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The names that buttons, pictures and groups have for those who do not see them. */
export function labelsOf(html: string): readonly string[] {
  return [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => textOf(label ?? ''));
}
