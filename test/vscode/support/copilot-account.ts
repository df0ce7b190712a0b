/** What GitHub tells Copilot's clients about somebody with a subscription; shapes as the clients accept them. */
export const LOGIN = 'octo-dev';

const ENDPOINTS = {
  api: 'https://api.individual.githubcopilot.com',
  'origin-tracker': 'https://origin-tracker.individual.githubcopilot.com',
  proxy: 'https://proxy.individual.githubcopilot.com',
  telemetry: 'https://telemetry.individual.githubcopilot.com',
};
const SKU = 'plus_monthly_subscriber_quota';
const TRACKING = 'f'.repeat(32);
const QUOTA = {
  entitlement: 300,
  overage_count: 0,
  overage_permitted: true,
  percent_remaining: 100,
  quota_id: 'q',
  quota_remaining: 300,
  remaining: 300,
  unlimited: true,
};

/** The answer to the exchange of a GitHub token for one of Copilot's. */
export function copilotToken(nowMs: number): object {
  const expires = Math.floor(nowMs / 1000) + 3600;
  return {
    token: `tid=${TRACKING};exp=${expires};sku=${SKU};proxy-ep=proxy.individual.githubcopilot.com;st=dotcom;chat=1;cit=1;malfil=1;editor_preview_features=1;mcp=1;ccr=1;8kp=1;ip=127.0.0.1;asn=AS0:${'0'.repeat(64)}`,
    expires_at: expires,
    refresh_in: 1500,
    sku: SKU,
    individual: true,
    annotations_enabled: true,
    chat_enabled: true,
    chat_jetbrains_enabled: true,
    code_quote_enabled: false,
    code_review_enabled: true,
    codesearch: true,
    copilotignore_enabled: false,
    agent_mode_auto_approval: true,
    endpoints: ENDPOINTS,
    limited_user_quotas: null,
    limited_user_reset_date: null,
    prompt_8k: true,
    public_suggestions: 'enabled',
    telemetry: 'disabled',
    tracking_id: TRACKING,
    xcode: true,
    xcode_chat: false,
  };
}

export function copilotUser(): object {
  return {
    login: LOGIN,
    id: 4242,
    access_type_sku: SKU,
    analytics_tracking_id: TRACKING,
    assigned_date: '2025-01-01T00:00:00Z',
    can_signup_for_limited: false,
    chat_enabled: true,
    is_mcp_enabled: true,
    cli_enabled: true,
    copilot_plan: 'individual_pro',
    organization_login_list: [],
    organization_list: [],
    endpoints: ENDPOINTS,
    restricted_telemetry: false,
    tracking_id: TRACKING,
    copilotignore_enabled: false,
    quota_reset_date: '2030-01-01',
    quota_reset_date_utc: '2030-01-01T00:00:00.000Z',
    quota_snapshots: { chat: QUOTA, completions: QUOTA, premium_interactions: QUOTA },
  };
}

/** Copilot's command line takes only models that it knows by name. */
export const COMMAND_LINE_MODEL = 'gpt-5-mini';

/** Models that are reached by `/chat/completions` and may call tools. */
export function copilotModels(): object {
  const limits = {
    max_context_window_tokens: 264_000,
    max_output_tokens: 64_000,
    max_prompt_tokens: 128_000,
    max_non_streaming_output_tokens: 16_000,
  };
  const model = (id: string, family: string, extra: object) => ({
    id,
    name: id.toUpperCase(),
    vendor: 'Azure OpenAI',
    version: id,
    object: 'model',
    preview: false,
    model_picker_enabled: true,
    model_picker_category: 'versatile',
    billing: { is_premium: false, multiplier: 0, restricted_to: ['pro'] },
    policy: { state: 'enabled', terms: 'none' },
    supported_endpoints: ['/chat/completions'],
    capabilities: {
      type: 'chat',
      family,
      object: 'model_capabilities',
      tokenizer: 'o200k_base',
      limits,
      supports: { streaming: true, tool_calls: true, parallel_tool_calls: true, structured_outputs: true },
    },
    ...extra,
  });
  return {
    object: 'list',
    data: [
      model('gpt-4.1', 'gpt-4.1', { is_chat_default: true, is_chat_fallback: true }),
      model('gpt-4o-mini', 'gpt-4o-mini', { is_chat_default: false, is_chat_fallback: false }),
      model(COMMAND_LINE_MODEL, 'gpt-5-mini', {
        billing: { is_premium: true, multiplier: 1, restricted_to: ['pro', 'pro_plus', 'max'] },
        is_chat_default: false,
        is_chat_fallback: false,
      }),
    ],
  };
}
