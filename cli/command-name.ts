import { fileURLToPath } from 'node:url';
import { countersignHome } from './paths.ts';

/**
 * What a person types for `countersign` on this machine, from any folder. In a checkout it is the npm script; a
 * home that is not the default one is named, since the other terminal may not have it set.
 */
export function commandName(home: string): string {
  const isCheckout = import.meta.url.endsWith('.ts');
  const folder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
  const command = isCheckout ? `npm run -s --prefix ${folder} countersign --` : 'countersign';
  return home === countersignHome({}) ? command : `COUNTERSIGN_HOME=${home} ${command}`;
}
