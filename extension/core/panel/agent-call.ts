/** One call of the agent's control API (protocol/control.ts). */
export interface AgentCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** Value of the `Authorization` header. */
  readonly authorization?: string;
}

/** A no, in words for people. `code` is the agent's, or `away` where none came. */
export class AgentCallError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'AgentCallError';
    this.code = code;
  }
}
