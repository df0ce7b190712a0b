import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of what counts visits and turns features on. */
export const ANALYTICS: readonly SecretRule[] = [
  near({
    id: 'segment-key',
    title: 'Segment write key or token',
    label: 'SEGMENT',
    names: ['segment'],
    token: '[A-Za-z0-9]{32}|[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'SEGMENT_KEY: "b27BJ4DjHk5AYIk0HS‸C0LhO3MHXnWKIU"',
      'ENV SEGMENT_KEY Ml0faiJncmpKM‸9nUEDFLkhe0qkcLmYaK',
    ],
    counterExamples: [
      "const segmentKey = 'dUFIwHGaxDCEqSz25G282t1HQItN';",
      '# SEGMENT_KEY: change-me',
      'ref = "ZSb3lIonUiAzabXG1G1m_2tOTXjvYibXL70DjKuxPFw.JKunIchMzIkZS0LJS4NLm0HGbnnxctyzKtwsb-Vu8o3"',
    ],
  }),
  prefixed({
    id: 'segment-public-api-token',
    title: 'Segment public API token',
    label: 'SEGMENT',
    keywords: ['sgp_'],
    token: 'sgp_[A-Za-z0-9]{64}',
    accepts: isMixed,
    examples: [
      'segment_public_api_token = "sg‸p_XQytNFUq3qBdr4AidDUdMYPPEiMLnoFN3sYPkdYrkQokHLepP9fshhuSTgDHmiKV"  # rotate in May',
      'args: ["--segment-public-api-token", "s‸gp_0FowKBkPhQwmxUCzkDGq6tMHdGNiHXSYq01Cli87OraogZdyuHc0EFQICZnNKbvo"]',
    ],
    counterExamples: [
      "const segmentPublicApiToken = 'sgp_eWRY0sYgiFu1Gr5ajRSRWzy5DcCqNNhtqGsu9wbqn9TIygRtnD5HLbB0Bb';",
      '# set SEGMENT_PUBLIC_API_TOKEN to sgp_...',
      'hisgp_gaOJwLFVcpwhXntyIShh7AP7sNrhe7pBTDO7XIZVUd0Ea4RGu4exRli71r0Me3Iw',
    ],
  }),
  near({
    id: 'mixpanel-secret',
    title: 'Mixpanel project token or secret',
    label: 'MIXPANEL',
    names: ['mixpanel'],
    token: '[a-f0-9]{32}|[A-Za-z0-9]{32}',
    examples: [
      'args: ["--mixpanel-secret", "8c33a82db0e91e3‸01067f2b56de38c2d"]',
      'setx MIXPANEL_SECRET 4eadee15163c2cd60e‸0f473bf1233034',
    ],
    counterExamples: [
      '"mixpanelSecret": "hltAQ2zqyY0ZCsoC2xu8QbhBNNr9lY"',
      'MIXPANEL_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "4mYKU6HaoYdNCvvZFQlW6e1KVV5v6Chu"',
    ],
  }),
  near({
    id: 'amplitude-key',
    title: 'Amplitude key or secret',
    label: 'AMPLTUDE',
    names: ['amplitude'],
    token: '[a-f0-9]{32}',
    examples: [
      'export AMPLITUDE_KEY="00deb3b7448‸cbff5d19e8cc657fea1c1"',
      'amplitude_key := "5f5ac56fc0fae93e7567‸060f96887c24"',
    ],
    counterExamples: [
      '"amplitudeKey": "39dec015d4f66d43698cce9a8fd"',
      '"amplitudeKey": "<amplitude-key>"',
      'checksum: 862dce4a0b9cf59b43b310b03e5421e7',
    ],
  }),
  prefixed({
    id: 'posthog-key',
    title: 'PostHog personal or secure flags key',
    label: 'POSTHOG',
    keywords: ['phx_', 'phs_'],
    token: 'ph[xs]_[A-Za-z0-9]{40,50}',
    accepts: isMixed,
    examples: [
      'login --posthog-key phx_iPXLT8J7wyRcJCSBj6OiAvFJL‸vJAEZjUemDPFKIF',
      '"posthogKey": "phx_K9iugO5MabWWabZo8IhWC6s‸QedPgtRVnd6hbnou7"',
    ],
    counterExamples: [
      'POSTHOG_KEY=phx_HMBU271PZY84VA59fW6IwklTRk1zdMZ2WWV1yT',
      'ophx_CG0nTuy6F5dMqUaAIugbHToGQCuBLnXzjcnqSkbrWd6gh',
    ],
  }),
  prefixed({
    id: 'launchdarkly-key',
    title: 'LaunchDarkly SDK, API or mobile key',
    label: 'LAUNCHDK',
    keywords: ['sdk-', 'api-', 'mob-'],
    token: '(?:sdk|api|mob)-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'val launchdarklyKey: String = "mob-df7bfea8-62ad-d2‸31-2608-068f6252efdd"',
      'launchdarkly_key = "sdk‸-fed5cc9e-4ef6-6a41-7dd0-b01fc27317ef"  # rotate in May',
    ],
    counterExamples: [
      '"launchdarklyKey": "mob-1d80f499-9437-3970-8a65-9b3dfe"',
      '"launchdarklyKey": "sdk-..."',
      'see mamob-17c4a2fd-1fa6-4f01-5e4e-c69a635b6f18 for more',
    ],
  }),
  prefixed({
    id: 'statsig-key',
    title: 'Statsig server or console key',
    label: 'STATSIG',
    keywords: ['secret-', 'console-'],
    token: '(?:secret|console)-[A-Za-z0-9]{40,48}',
    accepts: isMixed,
    examples: [
      'os.environ["STATSIG_KEY"] = "s‸ecret-y0hpXqlyILIQZxQAofbjAZTmkRiiyFL3prSkTa9QVo6q"',
      'setx STATSIG_KEY s‸ecret-OjWR9vw0qMsAAVKlTQUDR0w0sjrLyAwm1y0GXrwRDOo',
    ],
    counterExamples: [
      '"statsigKey": "console-7EirUiZW7HK5FNPmD2j2Xndymnjm3qWSzmE6"',
      'STATSIG_KEY=secret-REDACTED',
      'see masecret-f687iM5pc67hZcqGHUaOgkaOBoP3hgIKn5YuTmZkkTXj for more',
    ],
  }),
  prefixed({
    id: 'flagsmith-key',
    title: 'Flagsmith server key',
    label: 'FLAGSMTH',
    keywords: ['ser.'],
    token: 'ser\\.[A-Za-z0-9]{22}',
    accepts: isMixed,
    examples: [
      "const flagsmithKey = 's‸er.cKJv1LsLU0lzfXk4NChWR6';",
      "ENV['FLAGSMITH_KEY'] ||= 'ser‸.0wCjvA8AVjKWSV7y437AWN'",
    ],
    counterExamples: [
      'FLAGSMITH_KEY=ser.8lLuKpZXnjd0qfLtkA',
      '# set FLAGSMITH_KEY to ser.<your-flagsmith-key>',
      'abcser.eKXzvAKdb2HaphbXSPMOfD',
    ],
  }),
  near({
    id: 'unleash-token',
    title: 'Unleash API token',
    label: 'UNLEASH',
    names: ['unleash'],
    token: '(?:\\*|default|\\[\\]|[a-z0-9_-]{1,30}):[a-z0-9_-]{1,30}\\.[a-f0-9]{50,64}',
    examples: [
      'val unleashToken: String = "[]:le2n6.40002fb391d3‸960c4736c673e64fcb9a3f1d8ca627bd12cbaa3f8aa"',
      "client = UnleashClient('default:yt.00f1633907e06d11982b056b0f20e15d1‸878f11f7aaca7a556b5d96')",
    ],
    counterExamples: [
      'unleash_token: default:e.3b46c3d4f06b060e07cc54441e12f1d13920cbc147e',
      '"unleashToken": "<unleash-token>"',
      'ref = "[]:d.30207317aadc4af539af878a5f2b539c0cc5aa6c13119543eefe4ef"',
    ],
  }),
  nearCredential({
    id: 'split-key',
    title: 'Split SDK key',
    label: 'SPLIT',
    names: ['split_sdk', 'split_api', 'splitio', 'split.io'],
    token: '[a-z0-9]{52,56}',
    examples: [
      'export SPLIT_SDK_KEY="dxqoybga9ddqfbauojtd03lwhhkkkt‸gha17095w2yhp6xn2tslcbmivk"',
      "  splitSdkKey: process.env.SPLIT_SDK_KEY ?? 'kc3e1ww2kok2z26c6j1qbz8a43n3be7iz4t‸a3rou51fgo8t4ijaaxh96',",
    ],
    counterExamples: [
      'SPLIT_SDK_KEY=11and26qz8faa4jaoe58i0pmmpdlm62tilauz112ifc',
      'SPLIT_SDK_KEY=your_split_sdk_key_here',
      'ref = "t6sazjtiq9uj56uzgv138eg2r8n1lgm8xl6qmc2u31djlljryordrku8"',
    ],
  }),
  prefixed({
    id: 'configcat-key',
    title: 'ConfigCat SDK key',
    label: 'CONFCAT',
    keywords: ['configcat-sdk-'],
    token: 'configcat-sdk-[0-9]/[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{22}',
    examples: [
      "ENV['CONFIGCAT_KEY'] ||= 'config‸cat-sdk-5/IJF_NH_zIuSnlnSrErTl_N/_9HhcMvveAi4rowFRpZzGH'",
      'headers = {"Authorization": "Bearer c‸onfigcat-sdk-4/0Vpg2tTGqW_LQq250mTzoO/D4dt9TpZIYfOisKWqGqO4j"}',
    ],
    counterExamples: [
      'configcat_key: configcat-sdk-7/eKt7y1ij0z6ROF9tq4axn7/PQpKURYvPWnzcsiuyDmT',
      '"configcatKey": "configcat-sdk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: re_configcat-sdk-5/Vo0yJGAE9kkkWdyRX58w48/r_tbsM_2sFSiR0hKHRALej',
    ],
  }),
  near({
    id: 'optimizely-token',
    title: 'Optimizely token',
    label: 'OPTIMZLY',
    names: ['optimizely'],
    token: '[0-9]:[A-Za-z0-9_-]{48}|[0-9]:[A-Za-z0-9_-]{40,60}',
    accepts: isMixed,
    examples: [
      'val optimizelyToken: String = "4:D92w0D3Rre-buqAhlbwL‸khd31kcGWNVACvtrd9uN9LS"',
      "define('OPTIMIZELY_TOKEN', '0:W7rEqDu12oE88Z_35_c‸UM_PI3LRS8KwjfJBwc-hKv');",
    ],
    counterExamples: [
      "const optimizelyToken = '6:A87I0tpfKP6UlpHFkOmov7fkA5AGFkkTF';",
      '"optimizelyToken": "<optimizely-token>"',
      '"etag": "8:88pBpgm5gECcHZyBksFZbfgD7S_9UBiU8LcgdYmd4EgFugLS"',
    ],
  }),
  near({
    id: 'beamer-key',
    title: 'Beamer API key',
    label: 'BEAMER',
    names: ['beamer'],
    token: 'b_[A-Za-z0-9=_/-]{44}',
    accepts: isMixed,
    examples: [
      'setx BEAMER_KEY b_qOuLr4y77rtPU5F7vTJMMUhTo‸09471VH0Rve=i1nudVJ',
      'request.headers["X-Beamer-Key"] = "b_S/by74aJaFWoZlyIzlp=IEWoLFn‸9v1f4cfGGtQZeh598"',
    ],
    counterExamples: [
      'beamer_key: b_I4io_oZD2mLyX0szUa2Cv8M3se37B73nX1/S5euT',
      '"beamerKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "b_50pnz0cJoaZ6cY4TkCset3tCqZLER=l2-V0Kf9fs2gQK"',
    ],
  }),
  near({
    id: 'fullstory-key',
    title: 'FullStory API key',
    label: 'FULLSTRY',
    names: ['fullstory'],
    token: '[A-Za-z0-9+/.]{60,120}={0,2}',
    accepts: isMixed,
    examples: [
      "define('FULLSTORY_KEY', '6Yn/coieQ4ya8xQ1XcLyaTqJmBF9zroA6O‸.LCSYgJOAKokxiNQ/rvoGl8aocZ');",
      'export FULLSTORY_KEY="387UUbu0h4B08Z/G4RQGSXGsWWtLOEa‸5wICb9IOj8KMSNDY9pN9ehNGaERuPq7i="',
    ],
    counterExamples: [
      "const fullstoryKey = 'zC6p.WhZsNQovb+9S9JhJo7P9shoPcHsGjUQCl8O5p/4XKh8HYH';",
      '"fullstoryKey": "<fullstory-key>"',
      'revision y.wYCNlzua3JXOdhvTWgOTs5Qe6YxlUUR9Ccym5+D1X4tFs4H5cMovZW5A//TE==',
    ],
  }),
  near({
    id: 'rudderstack-key',
    title: 'RudderStack write key',
    label: 'RUDDER',
    names: ['rudderstack', 'rudder_'],
    token: '[A-Za-z0-9]{27}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Rudderstack-Key"] = "Bg2pr35IKdGl‸9x1cz0G2sa53Rwm"',
      'RUDDERSTACK_KEY: "oPjNUo8ArZMXB‸OZCN4Vq6fO5yaa"',
    ],
    counterExamples: [
      '"rudderstackKey": "0Y9B0E7qjrJBfDx2rRKvRIaG"',
      'RUDDERSTACK_KEY=change-me',
      'ref = "F7eUTrhhcxKAxVJK1scYBowPP8q"',
    ],
  }),
  near({
    id: 'matomo-token',
    title: 'Matomo auth token',
    label: 'MATOMO',
    names: ['matomo', 'piwik', 'token_auth'],
    token: '[a-f0-9]{32}',
    examples: [
      '<add key="MATOMO_TOKEN" value="462f0eb8ad5d0‸73847f5bbb76bc84397" />',
      "define('MATOMO_TOKEN', '309df0560aacc4feb‸e23e000c3c84fa1');",
    ],
    counterExamples: [
      "const matomoToken = '9214b80863e35a89865e15c1dfa';",
      '# MATOMO_TOKEN: change-me',
      'ref = "af9ea02538a85505dcf594ae219e17c0"',
    ],
  }),
  near({
    id: 'growthbook-key',
    title: 'GrowthBook secret key',
    label: 'GRWTHBK',
    names: ['growthbook'],
    token: '(?:secret_(?:admin_|readonly_|user_)?|key_[a-z]{2,5}_|sdk-)[A-Za-z0-9+/=]{16,64}',
    accepts: isOpaque,
    examples: [
      '{"name": "GROWTHBOOK_KEY", "value": "key_gzi_XkT9n1‸JuwdI7Vw1uniCi2"}',
      '<add key="GROWTHBOOK_KEY" value="secret_28OMuE‸P25Rebafbv2Jlxz" />',
    ],
    counterExamples: [
      'GROWTHBOOK_KEY=key_rxxap_BAZ=YpTWMe93',
      '# GROWTHBOOK_KEY: change-me',
      '"etag": "secret_user_GTolZAUhVFOKXZe+bZI5"',
    ],
  }),
];
