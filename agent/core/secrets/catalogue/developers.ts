import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what developers look things up in, and of licences of their tools. */
export const DEVELOPERS: readonly SecretRule[] = [
  prefixed({
    id: 'authress-key',
    title: 'Authress service client access key',
    label: 'AUTHRESS',
    keywords: ['sc_', 'ext_', 'scauth_', 'authress_'],
    token:
      '(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\\.[a-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,120}',
    examples: [
      'request.headers["X-Authress-Key"] = "ext_zktmt4.h6nq5.acc-bhq‸ghg2wgz.27qlI7ODdy+duTyf73xkY7rek0mkeqA"',
      'ENV AUTHRESS_KEY ext_j34ldenry.hnfb.acc_42qn‸02uid4.ibvG/iZODIVu17gIohq0z_1BlKiDLcve28E',
    ],
    counterExamples: [
      "const authressKey = 'sc_iflzftqmio.mdmtdb.acc_1pxo7ao2h9vfec7.sMpC1rIJWSIQRlLLO=uVAqGtkO';",
      'AUTHRESS_KEY=sc_<your-authress-key>',
      'id: hiscauth_36hsmf15j.n5xzqk.acc_x6qkr-m5ulmu.7KHwi1MWW6DsA9aWuj-0in7nuofful',
    ],
  }),
  prefixed({
    id: 'lichess-token',
    title: 'Lichess access token',
    label: 'LICHESS',
    keywords: ['lip_'],
    token: 'lip_[A-Za-z0-9]{20}',
    accepts: isMixed,
    examples: [
      '"lichessToken": "l‸ip_qTCsx2Db2dDjn0RJiRfK"',
      "ENV['LICHESS_TOKEN'] ||= 'lip‸_Bqb8IVkiswE8QWFshx62'",
    ],
    counterExamples: [
      'lichess_token: lip_fGW9lC4JEAhmGUP',
      '"lichessToken": "lip_<your-lichess-token>"',
      'id: hilip_rk0raqMW0tAHiBIQyC13',
    ],
  }),
  prefixed({
    id: 'maxmind-key',
    title: 'MaxMind license key',
    label: 'MAXMIND',
    keywords: ['_mmk'],
    token: '[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk',
    examples: [
      'args: ["--maxmind-key", "RYYEGO_H1QZoF1MwTPIclRUc‸m6WaLCsJWLsB_mmk"]',
      "ENV['MAXMIND_KEY'] ||= 'RG7o8C_dQPDnckWzK24Pc3veo‸Jjgc7ByxSTJ_mmk'",
    ],
    counterExamples: [
      'maxmind_key: 56Q6qM_iZGIBCoHxmUYxQTmBJq3Ufi1DLX',
      '# set MAXMIND_KEY to _mmkREDACTED',
      'see maU87VYq_Y7NGSClH8sb6bvCjZ6ss3v3JttYrX_mmk for more',
    ],
  }),
  nearCredential({
    id: 'maxmind-legacy-key',
    title: 'MaxMind license key of before the suffix',
    label: 'MAXMIND',
    names: ['maxmind', 'geoip_license', 'geoipupdate'],
    token: '[A-Za-z0-9]{16}',
    accepts: isMixed,
    examples: [
      'os.environ["MAXMIND_LEGACY_KEY"] = "Sirzn‸Dxuz8ABes7c"',
      "define('MAXMIND_LEGACY_KEY', 'mNJP0dw‸KgfOA1pGK');",
    ],
    counterExamples: [
      'MAXMIND_LEGACY_KEY=ioKM6ZWqkslm',
      '# MAXMIND_LEGACY_KEY: change-me',
      'checksum: Wy9z2p65HDgp1Gta',
    ],
  }),
  nearCredential({
    id: 'looker-secret',
    title: 'Looker API secret',
    label: 'LOOKER',
    names: ['looker'],
    token: '[A-Za-z0-9]{24}|[a-z0-9]{20}',
    examples: ['login --looker-secret giprc85u‸rkpd3bq0t8ze', 'setx LOOKER_SECRET o72JuOsVp5hV‸GmDu2wEMDFFO'],
    counterExamples: [
      'LOOKER_SECRET=T7pu9kDtUFZkKGQbcbSzu',
      '"lookerSecret": "xxxxxxxxxxxxxxxxxxxxxxxx"',
      'revision ds34mvv20t8dsftde1ab',
    ],
  }),
  nearCredential({
    id: 'sendbird-token',
    title: 'Sendbird API token',
    label: 'SENDBIRD',
    names: ['sendbird'],
    token: '[a-f0-9]{40}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'args: ["--sendbird-token", "48ee7d2d6a9083ff7234b3f7‸b189ec32337faefb"]',
      "  sendbirdToken: process.env.SENDBIRD_TOKEN ?? '71c38885-da18-f762-344‸a-8ce9550ddcd6',",
    ],
    counterExamples: [
      'sendbird_token: e00bb11c-5f6c-d4e1-95cc-bf052ecb4b',
      '"sendbirdToken": "change-me"',
      '"etag": "ec6481b161fc8fa90667e2ebf4a5877dfdeb7af0"',
    ],
  }),
  nearCredential({
    id: 'gitter-token',
    title: 'Gitter access token',
    label: 'GITTER',
    names: ['gitter'],
    token: '[a-f0-9]{40}',
    examples: [
      'GITTER_TOKEN=f01d5e8d5f70b85ab7‸dad0c60087bc8be4b3c867',
      'GITTER_TOKEN: "cc8635796393c2b868e15e191f‸eb221b706f8deb"',
    ],
    counterExamples: [
      'GITTER_TOKEN=a5a69c55b15ebfa736a46189d18734151da4',
      '"gitterToken": "change-me"',
      'ref = "011a57cbe872ad3a4d6a43bcc43afcf7606cf96a"',
    ],
  }),
  {
    id: 'sidekiq-licence',
    title: 'Sidekiq Pro or Enterprise credentials',
    label: 'SIDEKIQ',
    keywords: ['contribsys__com'],
    pattern:
      'contribsys__com["\']{0,1}[ \\t]{0,3}[=:][ \\t"\']{0,4}(?<secret>[a-f0-9]{8}:[a-f0-9]{8})(?![A-Za-z0-9])',
    caseless: true,
    accepts: isVaried,
    examples: [
      'BUNDLE_GEMS__CONTRIBSYS__COM=34eafdd‸9:1367fb86',
      'BUNDLE_ENTERPRISE__CONTRIBSYS__COM: "f9b7c5‸09:1851c88e"',
    ],
    counterExamples: [
      'BUNDLE_GEMS__CONTRIBSYS__COM=user:password',
      'BUNDLE_GEMS__CONTRIBSYS__COM=00000000:00000000',
    ],
  },
  nearCredential({
    id: 'privateai-key',
    title: 'Private AI API key',
    label: 'PRIVAI',
    names: ['private_ai', 'private-ai', 'privateai'],
    token: '[a-z0-9]{32}',
    examples: [
      'val privateAiKey: String = "dh2tcaqwefcm‸clntjjpnaa1f8lcsta5z"',
      "ENV['PRIVATE_AI_KEY'] ||= 'zj99jbc883mp8ry‸gkbm6gp9mxqhkk9s7'",
    ],
    counterExamples: [
      'PRIVATE_AI_KEY=cww2u5b3c0vmmyv220hl7uq6gd7',
      '# PRIVATE_AI_KEY: <private-ai-key>',
      'revision bpl9ad3joaxd7el64ernevqpqdkcqqa0',
    ],
  }),
  near({
    id: 'nuget-feed-password',
    title: 'NuGet feed password in clear text',
    label: 'NUGETPW',
    names: ['cleartextpassword'],
    token: '[A-Za-z0-9!#$%&*+./=?@^_~-]{12,80}',
    accepts: isMixed,
    examples: [
      '<add key="ClearTextPassword" value="zqH+@‸7jLrll#.!" />',
      "<add key='ClearTextPassword' value='@nUAvTqrO‸Cgm46Cu'/>",
    ],
    counterExamples: [
      '<add key="ClearTextPassword" value="" />',
      '<add key="ClearTextPassword" value="your-password" />',
      'ClearTextPassword is written to disk as it is',
    ],
  }),
  near({
    id: 'swaggerhub-key',
    title: 'SwaggerHub API key',
    label: 'SWAGGER',
    names: ['swaggerhub'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'val swaggerhubKey: String = "f2cb2020-4d82-ddf‸7-6dae-9b92836bb634"',
      'request.headers["X-Swaggerhub-Key"] = "c0cbc7c3-8169-259‸7-806f-e1fa462217d5"',
    ],
    counterExamples: [
      '"swaggerhubKey": "7df102e9-c800-170e-0337-c4f553c3"',
      'SWAGGERHUB_KEY=your_swaggerhub_key_here',
      'ref = "d48e9342-8ed0-9ce5-a896-1ba70ee12cf8"',
    ],
  }),
  nearCredential({
    id: 'rapid7-key',
    title: 'Rapid7 or InsightOps API key',
    label: 'RAPID7',
    names: ['rapid7', 'insightops', 'logentries'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'rapid7_key: 34833d33-4900-239b-11d0‸-0cd4ad6a58c4',
      '<add key="RAPID7_KEY" value="43d3f047-f0b‸2-1dde-e0b6-02f031644930" />',
    ],
    counterExamples: [
      '"rapid7Key": "21a3bf5a-82c8-ee2f-d046-c7dc874"',
      'RAPID7_KEY=<rapid7-key>',
      'checksum: 778f380d-6832-eed2-a491-933ac78ee27b',
    ],
  }),
  near({
    id: 'endorlabs-key',
    title: 'Endor Labs API key',
    label: 'ENDOR',
    names: ['endor_', 'endorlabs', 'endorctl'],
    token: 'endr\\+[A-Za-z0-9-]{16}',
    accepts: isOpaque,
    examples: [
      'ENV ENDOR_API_KEY en‸dr+8XjqRrNuOfiJLXFu',
      '<add key="ENDOR_API_KEY" value="end‸r+yAY6fNkeajCw6FKy" />',
    ],
    counterExamples: [
      "const endorApiKey = 'endr+lefQ5lBln4wYIt';",
      'ENDOR_API_KEY=xxxxxxxxxxxxxxxxxxxxx',
      'ref = "endr+klWwuOQg8aJqzuxX"',
    ],
  }),
  near({
    id: 'codemagic-token',
    title: 'Codemagic API token',
    label: 'CODEMAG',
    names: ['codemagic', 'cm_api_token'],
    token: '[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      "client = CodemagicClient('ZRuIXPhvevc_EY0u‸NeyJ4r1YBaClT1-4aO6KmB5L2aN')",
      '{"name": "CODEMAGIC_TOKEN", "value": "AvnqFfdN1jMT33I-dRt0ezj-q‸MB3Pnv11EnMZ_D-Uoz"}',
    ],
    counterExamples: [
      "const codemagicToken = '5ByzpIw7yRCpjwDx-xOWcLIInkTY9BYukEdToU';",
      '"codemagicToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'revision -YnKEZqKhiF9GQvq1gQg4xGpxxv0TIbVo1d1pxN9_i8',
    ],
  }),
  near({
    id: 'nx-cloud-token',
    title: 'Nx Cloud access token',
    label: 'NXCLOUD',
    names: ['nx_cloud', 'nxcloud', 'nx-cloud', 'nxcloudaccesstoken'],
    token: '[A-Za-z0-9+/]{40,76}={0,2}',
    accepts: isMixed,
    examples: [
      "define('NX_CLOUD_TOKEN', 'lV0FVI3sn1d+6SiDa‸3o4nnCmz9kLAGczDkjkHJ0l=');",
      'NX_CLOUD_TOKEN: "ZCt/hemRm3GS2D+6MXWCbc‸D9HUZdPD3bfJpdi2LfSWxN3=="',
    ],
    counterExamples: [
      'NX_CLOUD_TOKEN=CNIUtZ7J5TlBBuoNEiPhv1h0ibJ69TXo',
      '# NX_CLOUD_TOKEN: <nx-cloud-token>',
      'revision D532KuLFvAdubtQIxqhOq2+FjA+acKw07tR2ZXl7==',
    ],
  }),
];
