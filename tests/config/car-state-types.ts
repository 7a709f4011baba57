import { z } from 'zod';

import { STATE } from '../../hil/server/answers.ts';
import { objectType } from './schema-types.ts';

/** The declaration of a car's state, as text: it follows from the schema that `GET /api/state` is answered by. */
export function printCarState(): string {
  return [
    '/* Printed from the schema of GET /api/state. */',
    `/** The car at one instant, as returned by \`GET /api/state\`. */\nexport interface CarState ${objectType(z.toJSONSchema(STATE.schema), 0)}`,
    '',
  ].join('\n\n');
}
