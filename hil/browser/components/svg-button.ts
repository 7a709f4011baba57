/** The least size of what can be pressed, in units of the picture: 24 px where the picture is smallest, 420 px high. */
export const TARGET = 40;

/**
 * What makes a group of shapes a button for mouse, keyboard and screen readers; only a picture where `onClick` is null.
 *
 * @param label says the state, which a picture has, too; contains the text in the shapes, by which a button is spoken to
 * @param pressed for a button that stays pressed
 */
export function buttonOf(label: string, onClick: (() => void) | null, pressed?: boolean): Record<string, unknown> {
  if (onClick === null) return { role: 'img', 'aria-label': label };
  return {
    role: 'button',
    tabindex: 0,
    'aria-label': label,
    ...(pressed === undefined ? {} : { 'aria-pressed': String(pressed) }),
    onClick,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onClick();
    },
  };
}
