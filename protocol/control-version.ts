/** Of the control API (control.ts). Whoever finds another number at an agent's socket does not talk to it. */
export const CONTROL_VERSION = 1;

/** How an agent stands to the version of this file, by the `control` of its status; without one it is older. */
export function standingOf(control: unknown): 'same' | 'older' | 'newer' {
  if (control === CONTROL_VERSION) return 'same';
  return typeof control === 'number' && control > CONTROL_VERSION ? 'newer' : 'older';
}
