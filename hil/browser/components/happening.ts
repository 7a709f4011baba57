import type { ServedEvent } from '../../view/served-event.ts';

/** Any event but a frame. */
export type Happening = Exclude<ServedEvent, { readonly kind: 'frame' }>;
