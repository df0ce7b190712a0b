export interface Surroundings {
  /** Where the extension runs on another machine than the window; undefined where it does not. */
  readonly remoteName: string | undefined;
  readonly isDesktop: boolean;
  /** `countersign.signIn`. */
  readonly wanted: string;
}

/**
 * How somebody signs in. A browser finds back to a window of this machine by the editor's own scheme; with a remote one
 * the browser may be anywhere, and a code that is typed there does.
 */
export function signInWay({ remoteName, isDesktop, wanted }: Surroundings): 'browser' | 'device' {
  if (wanted === 'browser' || wanted === 'device') return wanted;
  return isDesktop && remoteName === undefined ? 'browser' : 'device';
}
