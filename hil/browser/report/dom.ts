import { unbroken } from './unbroken.ts';

/** Attributes of an element; false and null leave one out, true sets it empty. */
type Attributes = Readonly<Record<string, string | number | boolean | null>>;
type Child = Node | string | null;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element with attributes and children. Text is never interpreted as markup. */
export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  // Code is copied as it is.
  const isText = (child: Node | string): child is string => typeof child === 'string' && tag !== 'code';
  element.append(
    ...children.filter((child) => child !== null).map((child) => (isText(child) ? unbroken(child) : child)),
  );
  return element;
}

/** The same for SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** A button with an action. */
export function button(label: Child, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const element = html('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}

/** The font of `.timeline`. */
const LABEL_FONT = "11.5px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
/** Labels repeat from drawing to drawing; more of them than this are not kept. */
const MOST_WIDTHS = 5000;
const widths = new Map<string, number>();
let canvas: CanvasRenderingContext2D | null = null;

/** How wide the browser draws a label of a timeline, in pixels. */
export function textWidth(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  canvas ??= document.createElement('canvas').getContext('2d');
  if (canvas === null) throw new Error('the browser has no canvas to measure a text with');
  canvas.font = LABEL_FONT;
  const { width } = canvas.measureText(text);
  if (widths.size >= MOST_WIDTHS) widths.clear();
  widths.set(text, width);
  return width;
}
