import { SIGNED_STEP_UP } from '../../protocol/step-up-schema.ts';
import { ACTORS } from '../../protocol/subject.ts';

/** JSON Schema of `SessionAsk`. */
export const SESSION_ASK = {
  type: 'object',
  additionalProperties: false,
  required: ['actor', 'program', 'parent'],
  properties: {
    actor: { enum: ACTORS },
    program: { type: 'string', minLength: 1, maxLength: 200 },
    parent: { type: ['string', 'null'], maxLength: 64 },
    folders: { type: 'array', maxItems: 64, items: { type: 'string', pattern: '^/', maxLength: 4096 } },
    lasting: { type: 'boolean' },
    stepUp: SIGNED_STEP_UP,
    resume: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'secret'],
      properties: {
        id: { type: 'string', pattern: '^[A-Za-z0-9_-]{12}$' },
        secret: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' },
      },
    },
  },
} as const;
