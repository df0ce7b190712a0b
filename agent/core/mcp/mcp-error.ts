export type McpErrorCode = 'not-json' | 'unknown-shape' | 'unknown-method' | 'too-many-messages';

/** A request to an MCP server that cannot be judged. The message says where, and never what it says. */
export class McpError extends Error {
  readonly code: McpErrorCode;

  constructor(code: McpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'McpError';
    this.code = code;
  }
}
