import type { FormPage } from './form-page.ts';
import { keysRoom } from './keys-room.ts';
import { closeRoom, requestRoom } from './request-room.ts';
import { resetRoom } from './reset-room.ts';
import { seedRoom } from './seed-room.ts';
import { memberRoom, staffRoom } from './staff-room.ts';

/** Every page whose form comes back with what was typed. */
export const FORM_PAGES: readonly FormPage[] = [
  resetRoom,
  requestRoom,
  seedRoom,
  closeRoom,
  keysRoom,
  staffRoom,
  memberRoom,
];
