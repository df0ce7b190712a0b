/** Options that have a host do less. */
const HARMLESS: ReadonlySet<string> = new Set(['ci.skip', 'ci.no_pipeline']);

/**
 * Whether options of a push (git-push, `--push-option`) ask its host for more than a change of refs: to merge, to make
 * a repository public, to run a pipeline with other variables. Each host has its own, so that what is not known to be
 * harmless is more.
 */
export function askForMore(options: readonly string[]): boolean {
  return options.some((option) => !HARMLESS.has(option));
}
