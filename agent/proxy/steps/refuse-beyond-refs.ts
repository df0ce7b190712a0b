import { askForMore } from '../../core/git/push-options.ts';
import type { PushRequest } from '../../core/git/push-request.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import { Refusal } from '../refusal.ts';

/**
 * Of the head of a push only its refs are judged. Exits `cannot-mask`: one of their names is a secret, which a record and
 * the server can say in no other form; `unknown-operation`: an option asks for something that no approval would be
 * bound to.
 */
export function refuseBeyondRefs(
  { commands, options }: Pick<PushRequest, 'commands' | 'options'>,
  { detector }: { readonly detector: Pick<Detector, 'scan'> },
): void {
  if (commands.some(({ ref }) => detector.scan(ref).length > 0)) {
    throw new Refusal('parse', 'cannot-mask', 'the name of a ref holds a secret', {
      hint: 'push it under another name',
    });
  }
  if (!askForMore(options)) return;
  const what = 'a push option asks the host for more than the refs that are pushed';
  throw new Refusal('parse', 'unknown-operation', what, {
    hint: 'push without it, and ask for that on the pages of the host',
  });
}
