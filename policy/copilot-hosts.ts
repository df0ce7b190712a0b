/**
 * The hosts by which Copilot's clients reach it on github.com, as `hosts[].suffix`. A tenant with data residency
 * has hosts of its own (`copilot-api.NAME.ghe.com`), which its policy names.
 */
export const COPILOT_HOSTS: readonly string[] = Object.freeze([
  '.githubcopilot.com',
  'copilot-proxy.githubusercontent.com',
  'copilot-telemetry.githubusercontent.com',
  'api.github.com',
  'uploads.github.com',
]);
