import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Passwords and tokens of databases that others run. */
export const DATABASES: readonly SecretRule[] = [
  prefixed({
    id: 'planetscale-token',
    title: 'PlanetScale service or OAuth token',
    label: 'PSCALE',
    keywords: ['pscale_tkn_', 'pscale_oauth_'],
    token: 'pscale_(?:tkn|oauth)_[A-Za-z0-9=._-]{32,64}',
    examples: [
      'request.headers["X-Planetscale-Token"] = "pscal‸e_tkn_7W0fCrwp2JN7Cz.71jNddAhBP0liTECzC6zeW"',
      'private static final String PLANETSCALE_TOKEN = "ps‸cale_oauth_SVDwUi4nCQ-9FJ8Ink=GlvtGW5GcKDhuWS";',
    ],
    counterExamples: [
      'PLANETSCALE_TOKEN=pscale_tkn_j_K5o7Xx1GFmvpEA5OTgOOtU_Up',
      '# set PLANETSCALE_TOKEN to pscale_...',
      'id: mapscale_tkn_iTxL0IM1ZRN37N-QbCstF80CD8AVkNnHn',
    ],
  }),
  prefixed({
    id: 'planetscale-password',
    title: 'PlanetScale password',
    label: 'PSCALEPW',
    keywords: ['pscale_pw_'],
    token: 'pscale_pw_[A-Za-z0-9=._-]{32,64}',
    examples: [
      'val planetscalePassword: String = "pscale_pw‸_G4N3sCJFiXLzWvHVEV8BILDoOGNxSpqzI"',
      'set -gx PLANETSCALE_PASSWORD p‸scale_pw_EXaKAwmmmlgKX0auqHNxN=Rh.HQUQ5W4n',
    ],
    counterExamples: [
      "const planetscalePassword = 'pscale_pw_PBkuWCQkFHx7h6hNTfyTya4mo-0-V';",
      '# set PLANETSCALE_PASSWORD to pscale_pw_REDACTED',
      'see opscale_pw_lctaKhQAbJc5mKDRL83EoV7SUAOylVKUbo for more',
    ],
  }),
  prefixed({
    id: 'supabase-access-token',
    title: 'Supabase access token',
    label: 'SUPABASE',
    keywords: ['sbp_'],
    token: 'sbp_(?:oauth_|v0_)?[a-f0-9]{40}',
    examples: [
      'val supabaseAccessToken: String = "sbp‸_oauth_46f5480a92838638b49cca1aeaa627b49672e09c"',
      "client = SupabaseClient('sb‸p_4a4811dcd6f521588e42c048dc93bc1389c0f18d')",
    ],
    counterExamples: [
      "const supabaseAccessToken = 'sbp_v0_113aa4829d5b704b1c3c078edced450bb4';",
      '"supabaseAccessToken": "sbp_REDACTED"',
      'hisbp_v0_c8b7f819fdb53d8fa3311f7d8ce842a23ebd89cb',
    ],
  }),
  prefixed({
    id: 'supabase-secret-key',
    title: 'Supabase secret key',
    label: 'SUPABASE',
    keywords: ['sb_secret_'],
    token: 'sb_secret_[A-Za-z0-9_-]{31}',
    examples: [
      'set -gx SUPABASE_SECRET_KEY s‸b_secret_C31dcFgt1_DX2UnoTK5QZ-7Uk9vE4C3',
      "const supabaseSecretKey = 'sb_secret‸_yUUhk-78-UYP7rTAonuNgbKaUYl-YeF';",
    ],
    counterExamples: [
      "const supabaseSecretKey = 'sb_secret_gEzQPKaC6v7GD7ihjNmBaIQg0';",
      '# set SUPABASE_SECRET_KEY to sb_secret_REDACTED',
      'id: osb_secret__DFqh0bNxC6GUeh3IF70ujENLchPlLn',
    ],
  }),
  prefixed({
    id: 'neon-key',
    title: 'Neon API key',
    label: 'NEON',
    keywords: ['napi_'],
    token: 'napi_[a-z0-9]{64}',
    examples: [
      'set -gx NEON_KEY na‸pi_z70cjy8kz3kjqkoe2yaig92423fmczfk98j7x8rjdhfnbsqymt6h80lziyvl11tf',
      'NEON_KEY: "na‸pi_myi1kcrqm4l8istsyech5wj6489uhpn2qk5pi5p5wgjjgohqtx83bse44asdcad8"',
    ],
    counterExamples: [
      'neon_key: napi_nwwz9rru718cjh541p1jac2vzpu3bmiakys3vnjjwz7fjns4beogg20e8plr',
      '# set NEON_KEY to napi_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'onapi_g0vsgpxfkazqcw8bfcfbngtfvfoe91kn2yxd3ytdoqszdop9vtpm97sj6ibopna5',
    ],
  }),
  prefixed({
    id: 'neon-password',
    title: 'Neon database password',
    label: 'NEONPW',
    keywords: ['npg_'],
    token: 'npg_[A-Za-z0-9]{12,32}',
    accepts: isMixed,
    examples: ['PGPASSWORD=npg‸_Rceijz2bRHdDBbV5S', 'setx NEON_PASSWORD np‸g_l5ywwy5IkU3H'],
    counterExamples: [
      '"neonPassword": "npg_12qb7c"',
      '# set NEON_PASSWORD to npg_xxxxxxxxxxxxxx',
      'see abcnpg_WUbOVrmnQUEq9EJ for more',
    ],
  }),
  nearCredential({
    id: 'upstash-token',
    title: 'Upstash REST token or API key',
    label: 'UPSTASH',
    names: ['upstash'],
    token:
      '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}|A[A-Za-z0-9_-]{50,120}={0,2}',
    accepts: isOpaque,
    examples: [
      '<add key="UPSTASH_TOKEN" value="1b560f21-9347-1d0c-‸d35b-9b64c3d31052" />',
      'login --upstash-token AtwbnUiCTANxENI4NiLRQREDLqBgqz‸Zhag4gpf-4sNW0vjjsGBg',
    ],
    counterExamples: [
      '"upstashToken": "562da184-bfea-2b61-3e70-eb4"',
      '# UPSTASH_TOKEN: change-me',
      'checksum: c8286f6e-0d1c-ff53-4dcb-32166ac40243',
    ],
  }),
  prefixed({
    id: 'mongodb-atlas-service-account',
    title: 'MongoDB Atlas service account secret',
    label: 'MDBATLAS',
    keywords: ['mdb_sa_sk_'],
    token: 'mdb_sa_sk_[A-Za-z0-9_-]{40}',
    examples: [
      'mongodb_atlas_service_account = "mdb_sa_s‸k_Cr-bBu7EJff3uuBGzW7qUZHvBI6k5hlE1gzEuaRL"  # rotate in May',
      '{"name": "MONGODB_ATLAS_SERVICE_ACCOUNT", "value": "mdb_sa_sk‸_9xPfrO9ddkqCt6yHWzL6IBEB71rEbST0zC8W54KK"}',
    ],
    counterExamples: [
      'mongodb_atlas_service_account: mdb_sa_sk_JHawz2nP-N1TUVK0Qmo5TqZdbTX5njrgwpKCiM',
      '"mongodbAtlasServiceAccount": "mdb_sa_sk_..."',
      'id: vmdb_sa_sk_R49Hv3Q5MntwZQdAOVGaVgC9iD8HyCvqcb7_Ce4s',
    ],
  }),
  nearCredential({
    id: 'mongodb-atlas-key',
    title: 'MongoDB Atlas private key',
    label: 'MDBATLAS',
    names: [
      'mongodb_atlas',
      'mongodb-atlas',
      'mongodbatlas',
      'atlas_private',
      'atlas_api',
      'mcli_private',
      'atlas-private',
    ],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'MONGODB_ATLAS_PRIVATE_KEY: "4c40e905-fe79-f121-0b8‸e-f8322303c826"',
      'let mongodbAtlasPrivateKey = "544852fa-8828-‸7cfc-9f6a-1d266184f156".to_string();',
    ],
    counterExamples: [
      'mongodb_atlas_private_key: 7219ef51-6c03-0240-8844-383a0fd6',
      '# MONGODB_ATLAS_PRIVATE_KEY: change-me',
      'revision cb1319c0-af6b-37c1-64b1-930bf31de341',
    ],
  }),
  prefixed({
    id: 'cockroachdb-key',
    title: 'CockroachDB Cloud API key',
    label: 'CRDB',
    keywords: ['CCDB1_'],
    token: 'CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}',
    examples: [
      '<add key="COCKROACHDB_KEY" value="CCD‸B1_oeX6TTXS2urhPm0SMmjIiy_LL12sNlVN0thcycN48yENN8o0oKipa5BJ4TTEvgs" />',
      "  cockroachdbKey: process.env.COCKROACHDB_KEY ?? 'CC‸DB1_NL69TWcNxPmqOlVAs5XykH_uKxsivaQ85ruYkF7gJWVwrsPp7fS5RPNGLLw3v6z',",
    ],
    counterExamples: [
      'COCKROACHDB_KEY=CCDB1_viBi4BbYmCixXuYG8opt4a_MbJ1HDVzR8LTwfG1TJpmPA32ppq8TTn3IXx',
      '# set COCKROACHDB_KEY to CCDB1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: hiCCDB1_1MsMFLQSRameetouYvdW9e_8dLYvLOMT3PYldn50dtsDMCFLX59yBJv53ppBsOy',
    ],
  }),
  prefixed({
    id: 'aiven-token',
    title: 'Aiven token or password',
    label: 'AIVEN',
    keywords: ['aivenv1', 'AVNS_'],
    token: 'aivenv1[A-Za-z0-9+/=]{60,500}|AVNS_[A-Za-z0-9_-]{19,24}',
    examples: [
      'setx AIVEN_TOKEN aivenv‸1dEAs8poTxm5haFyZJCCVT=FPQS1VG/3h9RzLW40N5+7B8hed8Mdik1vhwO8a',
      "const aivenToken = 'aive‸nv1bMcAvjH+nwie8edh=VfgrLKJFIvZbmPJdCofnS+Pqlrfi5b/4q=JVURpQBZB';",
    ],
    counterExamples: [
      "const aivenToken = 'AVNS_fyWw8tk2WLaxHX2';",
      '# set AIVEN_TOKEN to aivenv1<your-aiven-token>',
      'id: re_aivenv1S0HH2KzAY0XTi3pKJmB6QjtLmJXsn9uyUpWvyzw/7stN6vRFDZ/K1G6CpYa4',
    ],
  }),
  prefixed({
    id: 'databricks-token',
    title: 'Databricks access token',
    label: 'DBRICKS',
    keywords: ['dapi', 'dose', 'dsapi', 'dkea', 'dosp'],
    token: '(?:dapi|dsapi|dkea|dosp|dose)[a-f0-9]{32}(?:-[0-9])?',
    accepts: isOpaque,
    examples: [
      'databricks_token = dsapi09a80500f21bd4d93‸6170ff9de788b1b',
      "ENV['DATABRICKS_TOKEN'] ||= 'dosp8cf8ed9577bc3cca‸8633e31c5f19299c'",
    ],
    counterExamples: [
      '"databricksToken": "dospe8a921cb32fce47dadab5ac52699e9"',
      '"databricksToken": "dapixxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see odkea89a763caf70723593b9ba083e645d7c9 for more',
    ],
  }),
  nearCredential({
    id: 'snowflake-password',
    title: 'Snowflake programmatic token',
    label: 'SNOWFLK',
    names: ['snowflake'],
    token: 'eyJ[A-Za-z0-9_-]{20,200}\\.[A-Za-z0-9_-]{40,800}\\.[A-Za-z0-9_-]{40,400}',
    accepts: isVaried,
    examples: [
      'SNOWFLAKE_PASSWORD: "e‸yJd9rxFrCfs_cDdZ7CMxOx.1hWArmCgp8uKy6sjedcID2TN6zy_UigUo2W4horo.lb3pFh3F9z2rWlPh30Hb22cAkDYFJvhB3peL8iLd_cHt"',
      '"snowflakePassword": "ey‸JccXo_-ToR0YPLuZ6G3vG1.hlWb-Xy6QAZWTYxYHRhBePfX2lYPEZvYmWDWoYVO.26zSJf8ohdqiOvYC-xmVovgIcDtZVO0FrkDEkkLwz6cx"',
    ],
    counterExamples: [
      'SNOWFLAKE_PASSWORD=eyJgw2eiMOKoa12h4pn_aYeQ9.ZUBk820TTUOyeaVcy8o6EUfFVMO-UyV504Afe8Us.c-daVW4OBQ234aWWxrxJ2fF64HpCtHDGAi',
      '"snowflakePassword": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "eyJ40BnCZKNGApNdi9ArlAo2.DerFEdjiS1MKmvjtq2ojc2BtRpiTfueIAnvappqE.HQ0wGQli6zDBtbvmVTYK4aqPqKQprqM5YOPSMb2i"',
    ],
  }),
  near({
    id: 'influxdb-token',
    title: 'InfluxDB token',
    label: 'INFLUX',
    names: ['influx'],
    token: '[A-Za-z0-9_-]{86}==|apiv3_[A-Za-z0-9_-]{86}',
    accepts: isMixed,
    examples: [
      '"influxdbToken": "apiv3_ywsC9WTGN1ypLVFfzVdwIehteN1pEMpg‸rpnrCHb1bNZjZiAABVf-BYycmoqkDYhzR3cs4olKbzf_i-AR2cIlkI"',
      'os.environ["INFLUXDB_TOKEN"] = "DvA-ACwSuF7hXE_hZfaWsyCx2oB_BpHSrsH68g23ywfZmDw‸MCedkLwqR23M3-q_cR_niKxNDtkXJU0NYzNXVlH=="',
    ],
    counterExamples: [
      "const influxdbToken = 'ta7rOfx-NTOwwNqeaFtgzAjPgvH-Jf7B5qemNPoLONlpY3uB-M1K3i0nKnfxcGadQLSAXxEoOos7ch83Mb';",
      '# INFLUXDB_TOKEN: change-me',
      'revision tNbLBv7BLweWS3M-a8-3ehULpCQ5sUzJTdnEu5Ux8KVoS4WWb-RI9lxMNZOrMImX-Bn9AJHs3Xvj00SxJo8nSs==',
    ],
  }),
  prefixed({
    id: 'clickhouse-secret',
    title: 'ClickHouse Cloud key secret',
    label: 'CLICKHSE',
    keywords: ['4b1d'],
    token: '4b1d[A-Za-z0-9]{38}',
    examples: [
      "client = ClickhouseClient('4b‸1dPYyma0SYukVJMyt486qZu8aGXRmTvLqABmJsd3')",
      'os.environ["CLICKHOUSE_SECRET"] = "4‸b1dhs5wp8QxFvb4o6egWukcNKGUkhFS03SdBo9qt8"',
    ],
    counterExamples: [
      'CLICKHOUSE_SECRET=4b1dIBoHKmxaALwE2WdKYe9RG2BrblR5eowh',
      'CLICKHOUSE_SECRET=4b1d...',
      'v4b1dBuDGXCftJjAwvnHuNhUhswSoro3JWKpNuG2sqn',
    ],
  }),
  near({
    id: 'elastic-cloud-key',
    title: 'Elastic API key',
    label: 'ELASTIC',
    names: ['elastic', 'es_api_key', 'apikey'],
    token: '(?:essu_)?[A-Za-z0-9+/]{60}={0,2}|essu_[A-Za-z0-9+/]{70,160}={0,2}',
    accepts: isMixed,
    examples: [
      "curl -H 'Authorization: ApiKey R11drr7pdzLx4S6IQfklTrhjP79kdkRhx2kb7s/1x‸tNf0D3ts8LGJ4wxMRBY==' https://acme.es.eu-west-1.aws.found.io/",
      'ELASTIC_API_KEY=essu_sinLqPo9Z+dKwCTgTzE8mn99gsV4‸mrAhOUYUkuYjhBgMNJMh0MtXHi6DDVEeP5mNg6wcK+A==',
    ],
    counterExamples: [
      "const elasticApiKey = 'essu_gsd0uJeJrUUBu9MstBc2+AxDoWWIcRTQpevfK0eGaIct8Cz3';",
      '# ELASTIC_API_KEY: your_elastic_api_key_here',
      '"etag": "itreaHBMw9YookVm9hENX/M87vBdKDsMKcNUbzJn1Un7c9aM/VVzL4cR+9MI=="',
    ],
  }),
  prefixed({
    id: 'xata-key',
    title: 'Xata API key',
    label: 'XATA',
    keywords: ['xau_'],
    token: 'xau_[A-Za-z0-9]{38,46}',
    examples: [
      'setx XATA_KEY xau‸_qoFJYs8oXsXnaVfRm5hEgeIY0zkWQfxZ0uUYHEsoal0',
      'xata_key: xa‸u_9pcNVyadrVxMGpVuc4MbOQ45mdhzCprHo6QMyq5f',
    ],
    counterExamples: [
      '"xataKey": "xau_cseEW4PNTs90i802h2x2WbK6xmRR7neEH8"',
      '"xataKey": "xau_REDACTED"',
      'id: vxau_x6UXQrzOexzayAdS2tapBSo6d0LMDZX749ipvMTkY9',
    ],
  }),
];
