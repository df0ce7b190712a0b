/** One commit of the demo repository: what it says and the files it writes. */
interface DemoCommit {
  readonly message: string;
  readonly files: Readonly<Record<string, string>>;
}

const AUTHOR = 'Dana Developer <dana@playground.test>';
/** Monday, 6 January 2025, 09:00 UTC; one commit an hour. */
const FIRST_COMMIT_S = 1_736_154_000;
const STEP_S = 3600;

const COMMITS: readonly DemoCommit[] = [
  {
    message: 'Say what this is',
    files: {
      'README.md': '# Demo\n\nA small web service to try Countersign on. Break it as you like.\n',
      '.gitignore': 'node_modules/\n',
    },
  },
  {
    message: 'Greet by name',
    files: {
      'src/greet.js': "export function greet(name) {\n  return 'Hello, ' + name + '!';\n}\n",
      'src/server.js': [
        "import { createServer } from 'node:http';",
        "import { greet } from './greet.js';",
        '',
        'createServer((request, response) => {',
        "  const name = new URL(request.url, 'http://localhost').searchParams.get('name');",
        "  response.end(greet(name ?? 'world'));",
        '}).listen(8080);',
        '',
      ].join('\n'),
    },
  },
  {
    message: 'Test the greeting',
    files: {
      'package.json': `${JSON.stringify({ name: 'demo', type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
      'test/greet.test.js': [
        "import assert from 'node:assert';",
        "import { test } from 'node:test';",
        "import { greet } from '../src/greet.js';",
        '',
        "test('greets by name', () => assert.equal(greet('Ada'), 'Hello, Ada!'));",
        '',
      ].join('\n'),
    },
  },
  {
    message: 'Run the tests on every push',
    files: {
      '.github/workflows/ci.yml': [
        'name: ci',
        'on: [push]',
        'jobs:',
        '  test:',
        '    runs-on: ubuntu-latest',
        '    steps:',
        '      - uses: actions/checkout@v4',
        '      - run: npm test',
        '',
      ].join('\n'),
    },
  },
  {
    message: 'Deploy two replicas',
    files: { 'deploy/production.yml': 'service: demo\nimage: demo:1.0.0\nreplicas: 2\nport: 8080\n' },
  },
];

/** The demo history as `git fast-import` reads it: the same bytes, and so the same commit ids, every time. */
export function demoHistory(): string {
  return COMMITS.map(fastImportCommit).join('');
}

function fastImportCommit({ message, files }: DemoCommit, index: number): string {
  const when = `${FIRST_COMMIT_S + index * STEP_S} +0000`;
  const head = `commit refs/heads/main\nauthor ${AUTHOR} ${when}\ncommitter ${AUTHOR} ${when}\n${block(message)}`;
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${block(text)}`);
  return `${head}${changes.join('')}\n`;
}

/** The exact byte count form of fast-import's `data` command. */
function block(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
