import { expect, test } from 'vitest';
import { panelHtml } from './panel-html.ts';

const RESOURCES = {
  cspSource: 'https://*.cdn.test',
  nonce: 'bm9uY2U',
  script: 'https://a/panel.js',
  style: 'https://a/s.css',
};

test('lets in one script by its nonce, and nothing from elsewhere', () => {
  const html = panelHtml(RESOURCES);
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    'style-src https://*.cdn.test',
    "script-src 'nonce-bm9uY2U'",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toMatch(/ style=| on[a-z]+=|unsafe/);
});

test('nothing in an address ends its attribute', () => {
  expect(panelHtml({ ...RESOURCES, script: 'https://a/"><script>x&' })).toContain(
    'src="https://a/&quot;>&lt;script>x&amp;"',
  );
});
