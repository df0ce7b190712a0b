/** Says, in a program that `startChild` started, that it can be used; ends the process when the parent is done. */
export function ready(facts: object, close: () => Promise<void> | void = () => {}): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
  process.stdin.resume().once('end', () => {
    void Promise.resolve(close()).finally(() => process.exit(0));
  });
}
