import type { JsonObject } from '../../../protocol/json.ts';
import { objectIn, objectsIn } from '../../../protocol/json-read.ts';
import type { MaskedPlace, Turn } from '../../../protocol/panel-view.ts';

/** One secret that an intent says was found. */
export interface MaskedFind {
  readonly placeholder: string;
  readonly rule: string;
  readonly place: MaskedPlace;
}

/** A path has no length that a panel would show. */
const MAX_WHERE = 1000;

/** What of an intent's finds has a placeholder: the others are of packs, in which nothing is replaced. */
export function maskedFinds(detail: JsonObject, turn: Turn, at: string): readonly MaskedFind[] {
  const prompt = turn.said.findLast(({ side, origin }) => side === 'prompt' && origin === 'user')?.text ?? '';
  return objectsIn(detail['decisions']).flatMap((decision) => {
    const action = objectIn(decision['action']);
    return objectsIn(action['secrets']).flatMap(({ placeholder, rule, where, count }) => {
      if (typeof placeholder !== 'string' || typeof rule !== 'string') return [];
      const place: MaskedPlace = {
        at,
        exchange: turn.exchange,
        operation: turn.operation,
        target: turn.what[0] ?? turn.where,
        where: typeof where === 'string' ? where.slice(0, MAX_WHERE) : '',
        count: typeof count === 'number' ? count : 1,
        replaced: isReplaced(detail['mask'] ?? 'everything', rule),
        prompt,
      };
      return [{ placeholder, rule, place }];
    });
  });
}

/** As the intent says what was masked: everything, nothing, or what these detectors found. */
function isReplaced(mask: JsonObject[string], rule: string): boolean {
  return Array.isArray(mask) ? mask.includes(rule) : mask === 'everything';
}
