import { pathOf, routeOf } from '../model/route.ts';
import { signInWays } from './collector.ts';
import { Refusal } from './refusal.ts';

const NAME = 'countersign-way-back';

/** Leaves for the identity provider, where the person logs in whoever they are signed in as; comes back to this page. */
export async function logInAgain(): Promise<void> {
  const { way } = await signInWays();
  if (way === 'token') {
    const message = 'this collector has tokens of its own, and nobody logs in at it';
    throw new Refusal('stale-login', message, 'such a rule wants a collector with an identity provider');
  }
  sessionStorage.setItem(NAME, location.pathname);
  location.assign('/v1/login?fresh=yes');
}

/** To the page that was left, if one was. */
export function goBack(): void {
  const path = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  if (path !== null) history.replaceState(null, '', pathOf(routeOf(path)));
}
