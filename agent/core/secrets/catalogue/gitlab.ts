import type { SecretRule } from '../rule.ts';
import { isVaried } from './randomness.ts';
import { prefixed } from './shape.ts';

/** Tokens of GitLab. */
export const GITLAB: readonly SecretRule[] = [
  prefixed({
    id: 'gitlab-pat',
    title: 'GitLab personal access token',
    label: 'GLPAT',
    keywords: ['glpat-'],
    token: 'glpat-(?:[A-Za-z0-9_-]{27,300}(?:\\.[0-9a-z]{2}){0,1}\\.[0-9a-z]{9}|[A-Za-z0-9_-]{20,64})',
    examples: [
      "curl --header 'PRIVATE-TOKEN: glpat‸-FcM4Qetu3LWrRSeI4-3jm9uI' https://gitlab.com/api/v4/projects",
      'request.headers["X-Gitlab-Pat"] = "gl‸pat-3Iy6wOxac9pghUEHmVRnou1QgnTw.f6.j6ol3tog9"',
      'let gitlabPat = "g‸lpat-NLfqIu0a3lokCkm43sQhu3U9vtRs7y0.3s.j0bo0wz6d".to_string();',
    ],
    counterExamples: [
      'glpat-short',
      'personal access tokens begin with glpat-xxxxxxxxxxxxxxxxxxxx',
      'gitlab_pat: glpat-SScUywIndmzgihs',
    ],
  }),
  prefixed({
    id: 'gitlab-deploy-token',
    title: 'GitLab deploy token',
    label: 'GLDEPLOY',
    keywords: ['gldt-'],
    token: 'gldt-[A-Za-z0-9_-]{20,64}',
    examples: [
      'export GITLAB_DEPLOY_TOKEN="g‸ldt-3RMNqPelS6VRTApdC4F7XJTg"',
      "ENV['GITLAB_DEPLOY_TOKEN'] ||= 'g‸ldt-jkGUHWYHiLxq7n5s0r60V1O'",
    ],
    counterExamples: [
      "const gitlabDeployToken = 'gldt-g3QhScntSV2y6k';",
      '"gitlabDeployToken": "gldt-xxxxxxxxxxxxxxxxxxxxx"',
      'id: re_gldt-rL0nzojTqcZw9rQhFdFDLC8n9',
    ],
  }),
  prefixed({
    id: 'gitlab-runner-token',
    title: 'GitLab runner authentication token',
    label: 'GLRUN',
    keywords: ['glrt-', 'glrtr-'],
    token: 'glrtr?-[A-Za-z0-9_-]{20,300}(?:\\.[0-9a-z]{2}){0,1}(?:\\.[0-9a-z]{9}){0,1}',
    examples: [
      'gitlab-runner register --url https://gitlab.com --token gl‸rt-goYdzofxihq12QxKwwUjbOD',
      'private static final String GITLAB_RUNNER_TOKEN = "g‸lrtr-9xQ7KUow6DFXdNJlVRtM93jx.i9.1nokatlw9";',
    ],
    counterExamples: [
      'gitlab_runner_token: glrt-324ro_s-vfQ692g5I',
      'GITLAB_RUNNER_TOKEN=glrtxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'higlrtr-yBgERzD0sougGPy9MXdAufT.pg.s2tixb8y4',
    ],
  }),
  prefixed({
    id: 'gitlab-runner-registration',
    title: 'GitLab runner registration token',
    label: 'GLREG',
    keywords: ['GR1348941'],
    token: 'GR1348941[A-Za-z0-9_-]{20}',
    examples: [
      'gitlab-runner register --registration-token GR134894‸1_7QFHLDj4mq1pTK9rmZs',
      'private static final String GITLAB_RUNNER_REGISTRATION = "GR1‸348941RhItG8SHoEhUV8S_ZS62";',
    ],
    counterExamples: [
      'GITLAB_RUNNER_REGISTRATION=GR1348941ESA-lB70EViElj1',
      '# set GITLAB_RUNNER_REGISTRATION to GR1348941...',
      'see maGR1348941vQoSN7_yzBNHQYIxhAuX for more',
    ],
  }),
  prefixed({
    id: 'gitlab-job-token',
    title: 'GitLab CI job token',
    label: 'GLJOB',
    keywords: ['glcbt-'],
    token: 'glcbt-(?:[0-9a-z]{1,5}_)?[A-Za-z0-9_-]{20,64}',
    examples: [
      '<add key="GITLAB_JOB_TOKEN" value="glc‸bt-2o5m_nP-WOmgrXZK6siKo4TweJVzc" />',
      'set -gx GITLAB_JOB_TOKEN glc‸bt-EQwS6N94W_2PQDQjE_lGnO0I',
    ],
    counterExamples: [
      '"gitlabJobToken": "glcbt-zbIGOXnocS44cf"',
      'GITLAB_JOB_TOKEN=glcbt-xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      're_glcbt-ym_ms7Y_d-Bhom5oeUE0i0c',
    ],
  }),
  prefixed({
    id: 'gitlab-trigger-token',
    title: 'GitLab pipeline trigger token',
    label: 'GLTRIG',
    keywords: ['glptt-'],
    token: 'glptt-[a-f0-9]{40}',
    examples: [
      'curl -X POST -F token=glpt‸t-b134b643c35f877cda85e418ebd173213811ef92 -F ref=main https://gitlab.com/api/v4/projects/7/trigger/pipeline',
      'let gitlabTriggerToken = "g‸lptt-5265d00d48d9b8368c99d9d42d6270db5709bd6c".to_string();',
    ],
    counterExamples: [
      '"gitlabTriggerToken": "glptt-951888505e171c0274b4aed9dc774f32b4c7"',
      '# set GITLAB_TRIGGER_TOKEN to glptt-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see re_glptt-8fd93a2d6a69de6a34197f6e62a0d9d8716c450f for more',
    ],
  }),
  prefixed({
    id: 'gitlab-feed-token',
    title: 'GitLab feed token',
    label: 'GLFEED',
    keywords: ['glft-'],
    token: 'glft-(?:[a-f0-9]{64}-[0-9]{1,10}|[A-Za-z0-9_-]{20})',
    examples: [
      'https://gitlab.com/dashboard/projects.atom?feed_token=g‸lft-eeec8988a14cb66c4a4ea700f00abe731b750b42607fcdfad221ecd9d8d84a04-840',
      '{"name": "GITLAB_FEED_TOKEN", "value": "glf‸t-53a2e4864b4ff512ee13e1db38e02f8007d554c955d5e0f915b09cf24b9636a3-35"}',
    ],
    counterExamples: [
      '"gitlabFeedToken": "glft-4ad54c578e83f1c7fa39ba866dced9c1cf7a336e76342f605445b455bde92"',
      'GITLAB_FEED_TOKEN=glft-REDACTED',
      'oglft-41f022c672e9d9569ea1ab4c62c70af1d9492122739a11bab58bc76ab14ebab4-012968',
    ],
  }),
  prefixed({
    id: 'gitlab-incoming-mail-token',
    title: 'GitLab incoming mail token',
    label: 'GLMAIL',
    keywords: ['glimt-'],
    token: 'glimt-[a-z0-9]{20,30}',
    examples: [
      'incoming+acme-shop-7-glimt‸-kilsamc4z8xs94y1fck1xt3-issue@incoming.gitlab.com',
      'gitlab_incoming_mail_token := "glimt‸-o597gbt1s4loen5v09ehd"',
    ],
    counterExamples: [
      'gitlab_incoming_mail_token: glimt-o7np76rvr08or8',
      '# set GITLAB_INCOMING_MAIL_TOKEN to glimt-REDACTED',
      'abcglimt-pelgp73603wgmke4omlbm5lp',
    ],
  }),
  prefixed({
    id: 'gitlab-agent-token',
    title: 'GitLab agent for Kubernetes token',
    label: 'GLAGENT',
    keywords: ['glagent-'],
    token: 'glagent-[A-Za-z0-9_-]{50,64}',
    examples: [
      'helm upgrade agent gitlab/gitlab-agent --set config.token=glag‸ent-x4iCr_ne8uJW1jIhHv34jpcbps6culx_T4CvrwakSNJcLiptFezs0LE',
      'os.environ["GITLAB_AGENT_TOKEN"] = "g‸lagent-FE3sAaoSMzdClZhqdjGAKcedhiTMhvOOK_Wjot29m-ha05CCCI6vrs"',
    ],
    counterExamples: [
      "const gitlabAgentToken = 'glagent-ICZzYPnmL8BB8QvTgfcjE2qrSD22K-a7nmbaozUWLmbH';",
      '# set GITLAB_AGENT_TOKEN to glagent-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'vglagent-gnq8Fh9pVHqJTUynuhjBcB8euxiQEQ02oH5jHhca5oF9oIte5pYnM2',
    ],
  }),
  prefixed({
    id: 'gitlab-oauth-secret',
    title: 'GitLab OAuth application secret',
    label: 'GLOAUTH',
    keywords: ['gloas-'],
    token: 'gloas-[a-f0-9]{64}',
    examples: [
      'GITLAB_OAUTH_SECRET: "glo‸as-8ab6a117fc53b209e6b9f8c133dd4fcff009b20bd5249f564babecc7593f7dce"',
      "define('GITLAB_OAUTH_SECRET', 'glo‸as-99ecdcb24842d31aae89a031972ad37fa1192f4572e15aa47b5aaa68105ec70c');",
    ],
    counterExamples: [
      '"gitlabOauthSecret": "gloas-447f3525ddfa1f517290f19788ac2b8e6d13f05e7025499042ded46f8a1e8"',
      '# set GITLAB_OAUTH_SECRET to gloas-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see abcgloas-d61d772b03b970bcbf56f48c462fbfd1ce3e045df95b52b02a6d46fe09e750fd for more',
    ],
  }),
  prefixed({
    id: 'gitlab-scim-token',
    title: 'GitLab SCIM token',
    label: 'GLSCIM',
    keywords: ['glsoat-'],
    token: 'glsoat-[A-Za-z0-9_-]{20,64}',
    examples: [
      "client = GitlabClient('gl‸soat-flKxSBYyn2cEI4m5ytRUZN')",
      'GITLAB_SCIM_TOKEN: "glsoat‸-3Bkm2l7BcI5B6daVAw9iIl3nL"',
    ],
    counterExamples: [
      'GITLAB_SCIM_TOKEN=glsoat-B7MTeNmlyEMmxnM',
      'GITLAB_SCIM_TOKEN=glsoat-...',
      'id: maglsoat-aivO4NWYSZw4EM_sADTes',
    ],
  }),
  prefixed({
    id: 'gitlab-feature-flag-token',
    title: 'GitLab feature flags client token',
    label: 'GLFLAG',
    keywords: ['glffct-'],
    token: 'glffct-[A-Za-z0-9_-]{20,64}',
    examples: [
      'val gitlabFeatureFlagToken: String = "glffc‸t-6DafIqC18eK52_zdI6G7wcFC"',
      'let gitlabFeatureFlagToken = "glf‸fct-YjlO5_Kc_bLZk-4_7QnvC".to_string();',
    ],
    counterExamples: [
      'gitlab_feature_flag_token: glffct-gb4Ow2iRrTUd1L',
      '"gitlabFeatureFlagToken": "glffct-xxxxxxxxxxxxxxxxxxxxxxx"',
      'see maglffct-dj0qrtLm-wV4Lq3rqDGLKq7HZ for more',
    ],
  }),
  prefixed({
    id: 'gitlab-workspace-token',
    title: 'GitLab workspace token',
    label: 'GLWORK',
    keywords: ['glwt-'],
    token: 'glwt-[A-Za-z0-9_-]{20,64}',
    examples: [
      '"gitlabWorkspaceToken": "glwt‸-qXHDTceXm-G-bptn2-Ryi"',
      'private static final String GITLAB_WORKSPACE_TOKEN = "glwt‸-WwR8inFY0kfQfIPn4ctQ4b36W";',
    ],
    counterExamples: [
      '"gitlabWorkspaceToken": "glwt-Eemcv5jNoOjfZCXu"',
      '"gitlabWorkspaceToken": "glwt-..."',
      'abcglwt-xQuFkMrvhe4JpA3zDiyzI3TSK',
    ],
  }),
  {
    id: 'gitlab-session',
    title: 'GitLab session cookie',
    label: 'GLSESS',
    keywords: ['_gitlab_session='],
    pattern: '_gitlab_session=(?<secret>[a-f0-9]{32})(?![A-Za-z0-9])',
    accepts: isVaried,
    examples: [
      'Cookie: _gitlab_session=7d05e7ec5e9ad735ed‸7df16abe82f231; locale=en',
      'curl -b "_gitlab_session=b3ebd2c905de0‸d870a28919bf20f38d4" https://gitlab.com/api/graphql',
    ],
    counterExamples: [
      'Cookie: _gitlab_session=deleted',
      'Cookie: _gitlab_session=00000000000000000000000000000000',
      'Cookie: _shop_session=80bca1b7489abaceef53a8b572a602b8',
    ],
  },
];
