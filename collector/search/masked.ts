import type { JsonObject } from '../../protocol/json.ts';
import { objectIn, objectsIn } from '../../protocol/json-read.ts';

/** What a detector found and the agent kept back. */
export interface Masked {
  readonly rule: string;
  readonly count: number;
}

/** Of a request what the policy wanted masked of the finds; of an answer all that its outcome names. */
export function maskedIn(detail: JsonObject): readonly Masked[] {
  const { mask } = detail;
  const isWanted = (rule: string): boolean =>
    mask === 'everything' || (Array.isArray(mask) && mask.some((each) => each === rule));
  const asked = objectsIn(detail['decisions']).flatMap(({ action }) =>
    objectsIn(objectIn(action)['secrets']),
  );
  const answered = objectsIn(detail['secrets']);
  return [...read(asked).filter(({ rule }) => isWanted(rule)), ...read(answered)];
}

function read(finds: readonly JsonObject[]): readonly Masked[] {
  return finds.flatMap(({ rule, count }) =>
    typeof rule === 'string' && typeof count === 'number' ? [{ rule, count }] : [],
  );
}
