/**
 * The hosts that GitHub told Copilot's clients to go to, by answers that passed through here; the one told longest
 * ago is forgotten first. Owned by the agent: what one session is told holds for all.
 */
export class ToldEndpoints {
  readonly #max: number;
  readonly #hosts = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  learn(hosts: readonly string[]): void {
    for (const host of hosts) {
      this.#hosts.delete(host);
      this.#hosts.add(host);
    }
    for (const host of this.#hosts) {
      if (this.#hosts.size <= this.#max) return;
      this.#hosts.delete(host);
    }
  }

  has(host: string): boolean {
    return this.#hosts.has(host);
  }
}
