import { createRequire, registerHooks } from 'node:module';

/**
 * Stands in for a package that the library names and whose licence does not let us use it, whatever is installed
 * under that name. The library takes these two from it at load time, and calls neither of them here.
 */
const STAND_IN = 'exports.CAPIClient = class {}; exports.RequestType = {};';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('@vscode/copilot-api')
      ? { url: 'stand-in:copilot-api', format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'stand-in:copilot-api'
      ? { format: 'commonjs', source: STAND_IN, shortCircuit: true }
      : next(url, context),
});

/** A module of `@vscode/chat-lib`, the code of VS Code's own chat; its types need packages that are not installed. */
export function chatLibrary(path = ''): unknown {
  return createRequire(import.meta.url)(`@vscode/chat-lib${path}`);
}
