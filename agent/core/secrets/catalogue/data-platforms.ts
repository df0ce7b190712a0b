import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what stores, moves and searches data. */
export const DATA_PLATFORMS: readonly SecretRule[] = [
  prefixed({
    id: 'astra-token',
    title: 'DataStax Astra token',
    label: 'ASTRA',
    keywords: ['AstraCS:'],
    token: 'AstraCS:[A-Za-z0-9]{24}:[a-f0-9]{64}',
    examples: [
      'let astraToken = "Astra‸CS:gE2oaXPSgwItygfl7Gg7J5pl:3e862e7208f14ea5587e888d1a3cff6880713c5c1fcc5e9e7ac9a264fc4ddd66".to_string();',
      "  astraToken: process.env.ASTRA_TOKEN ?? 'Ast‸raCS:i0G4OIJHuD46GtEQbu3Om1wc:665b87cf902df3a5b5c5dd0351e4d819456ee05ca6ea013d242038434e09772f',",
    ],
    counterExamples: [
      "const astraToken = 'AstraCS:TVTGFr8VIGuyjL06SPGaTk1Y:fc585c73a16a599916dcb36233d7a4843ddc7602b53e57b7b5a71ed46c';",
      'ASTRA_TOKEN=AstraCS:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: hiAstraCS:pmHo6N1H5Iih1UohItyv6cg9:123f4363e01eea85f604fbe74e784cd2cdb692c6fe030ace92b8bd9f38388c46',
    ],
  }),
  prefixed({
    id: 'tinybird-token',
    title: 'Tinybird token',
    label: 'TINYBIRD',
    keywords: ['p.eyJ'],
    token: 'p\\.eyJ[A-Za-z0-9_-]{80,400}\\.[A-Za-z0-9_-]{27,60}',
    examples: [
      'tinybird_token = "p.e‸yJE0TWMgEEkSMdGJ2Iygl80aFNke9Mna8nf05ox9i5ij0_C1V0B7YcPoFGbUbf_BcXzBicirZh6a6gk4h6Mah.SoGSDQmF6t3h719RvVf7apZM4Nyz"  # rotate in May',
      "ENV['TINYBIRD_TOKEN'] ||= 'p.e‸yJGLxdPip0SwrskAcYPosl67In5u-Vvalbfcc6QyefVKLx9ygYVE3FFiszq5yocOcQ-juxL88kZZRhPmr6oOqo.eMf1xXpPb72RH_rF-cYg_VAXP7L_C'",
    ],
    counterExamples: [
      'tinybird_token: p.eyJlIpBlIxqHVQw1_tUM57dbiA_Sa4hGu-il7M4OXjLJeO2IqNDKH80wEOARjuxd2VouDDLIq2rd3EjwfuLQwG2.L3Enfyf1cnK0LoJJfrorujNsz',
      'TINYBIRD_TOKEN=p.eyJREDACTED',
      'see re_p.eyJABWqTTPNEuPDava34s3POZsduYjq81TB1RRLFifuDl-wkMrdPvoxaSSD8lHonRIraUBUNuZCGUC4DKXmwx-Rh.JNJpk3AwsE-ioLpKDJlUTOY32GS6Q8UI for more',
    ],
  }),
  prefixed({
    id: 'materialize-password',
    title: 'Materialize app password',
    label: 'MATERIAL',
    keywords: ['mzp_'],
    token: 'mzp_[a-f0-9]{64}',
    examples: [
      'login --materialize-password mz‸p_4c4b6945d7849bde63fb00163b186f07592c4e727c8e994aa1b3dffcabfdbf3a',
      "const materializePassword = 'mzp‸_f338b169a31ead14cc35b981d8343f287f1459a47180d5dbc147d8a68e5d74e1';",
    ],
    counterExamples: [
      'materialize_password: mzp_07c8b5e3dfecc1b65b12675b1066b55727e11b20e6f5c4fe44bd0919ae4',
      'MATERIALIZE_PASSWORD=mzp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: himzp_8c470f4ec4ef587065b104a2ad5e1d882a7a454da2dd9b9d0188d3052dc01b5e',
    ],
  }),
  prefixed({
    id: 'dbt-token',
    title: 'dbt Cloud token',
    label: 'DBT',
    keywords: ['dbtc_', 'dbtu_'],
    token: 'dbt[cu]_[A-Za-z0-9_-]{33,60}',
    examples: [
      "client = DbtClient('d‸btc_8UbHzBb4y3VAZ6CLEe-1XO-KoW4WnPz9Pz3As')",
      'export DBT_TOKEN="d‸btc_UfeoBqyxARRfRKKo7TA9l1OKD1gYNa_cj"',
    ],
    counterExamples: [
      '"dbtToken": "dbtc_u4D7QsRsf_9eDS-ymUmP8POa9ygzZk"',
      '"dbtToken": "dbt..."',
      'madbtu_VYqNHZnOlH0r8UAoqHiYdAgz9XUfXJpyUYl',
    ],
  }),
  prefixed({
    id: 'prefect-key',
    title: 'Prefect API key',
    label: 'PREFECT',
    keywords: ['pnu_', 'pnb_', 'pnp_'],
    token: 'pn[ubp]_[A-Za-z0-9]{36}',
    examples: [
      'login --prefect-key pnu_Z8G84MeNB‸lVrPrBiDn6LCTCBWOzNVvuCpIoN',
      'args: ["--prefect-key", "pnu_2nDQWAukrGGFGXWNL‸ZG3Enkf1kMEV58quBx0"]',
    ],
    counterExamples: [
      '"prefectKey": "pnu_QDJnVwICx57BfV4a0WlBQLjq2sA665KMu"',
      'id: vpnu_LqHX7ijYRpmNRQAjWjFSs2Eb9PKD7YeXTWnM',
    ],
  }),
  near({
    id: 'confluent-secret',
    title: 'Confluent Cloud API secret',
    label: 'CONFLUNT',
    names: ['confluent', 'ccloud'],
    token: '(?:cflt)?[A-Za-z0-9+/]{60,64}',
    accepts: isMixed,
    examples: [
      'os.environ["CONFLUENT_SECRET"] = "cfltOGrO6hml1CDqIXiHQymcGrhtIpUQHa5TpV‸EMZS5yM/1y3aAKaixra7/JJJkq0Rc7"',
      'private static final String CONFLUENT_SECRET = "vYrYspPyKjkizdlLm6lowmDYyTLs9rNhKjDQBr‸buuPBAzC7aqHt+4Sgv/WnPn";',
    ],
    counterExamples: [
      '"confluentSecret": "cfltmOPXoY1RhqDHd02xFQiH/Z3K5ySqRD9mASHwPsnwi4GWx403Wz"',
      '# CONFLUENT_SECRET: your_confluent_secret_here',
      'ref = "cAXILE7mx7y4BP4a686V7QLorX5hc+uZ1csJlznd+A/aDPaqyE1HFte1rsGc+y"',
    ],
  }),
  near({
    id: 'algolia-key',
    title: 'Algolia API key',
    label: 'ALGOLIA',
    names: ['algolia'],
    token: '[a-f0-9]{32}|[A-Za-z0-9]{32}',
    examples: [
      "algoliasearch('Q1W2E3R4T5', '5fe04792f8af2de2‸6b5c7204b00aad84')",
      'ALGOLIA_KEY=a8c3c8f01a2a‸7d8f1c9417f43be2d080',
      'login --algolia-key c94e6e732df3ec63282‸66ba739bdffd5',
    ],
    counterExamples: [
      'ALGOLIA_KEY=b0fd02801abafc0793e3ca35e2c4',
      '# ALGOLIA_KEY: your_algolia_key_here',
      'ref = "IzKbta2EmANaIpcACK3h2Vi2Kl0uhUd2"',
    ],
  }),
  nearCredential({
    id: 'meilisearch-key',
    title: 'Meilisearch key',
    label: 'MEILI',
    names: ['meilisearch', 'meili_'],
    token: '[a-f0-9]{64}|[a-f0-9]{40}|[A-Za-z0-9_-]{43}',
    examples: [
      'meilisearch_key = "jv9uy5OdcqlopDhgD-w‸ewP-GcoQzRHoAnxFpKqGUAYw"  # rotate in May',
      'export MEILISEARCH_KEY="36696c5c82da3cfb205e5677c0403db140b‸fdc79132f5232bc762ece3eee4b0a"',
    ],
    counterExamples: [
      "const meilisearchKey = 'mJ8O1gldrbOmmu2RGiIUB9z4LH-9nYPtulSI9JoVj';",
      '# MEILISEARCH_KEY: change-me',
      'checksum: 44c0baa1fc6c726d5444c938665b98c0352b5a1a',
    ],
  }),
  near({
    id: 'typesense-key',
    title: 'Typesense API key',
    label: 'TYPESENS',
    names: ['typesense'],
    token: '[A-Za-z0-9]{32,48}',
    accepts: isMixed,
    examples: [
      'private static final String TYPESENSE_KEY = "cyirMYyYkaf1‸n1Vxx8yqASkr9ijxdqGow";',
      "define('TYPESENSE_KEY', 'tfT99mSS0tN0lz6E‸RskQg3RhmLlMDL9wik4S');",
    ],
    counterExamples: [
      'TYPESENSE_KEY=O7TU2520Ej57nZ0OdWlilJO8X',
      '# TYPESENSE_KEY: change-me',
      'revision 1Ia3nfpy4mEheI5zSTLHx89QJodvjRcrRF3',
    ],
  }),
  prefixed({
    id: 'apify-token',
    title: 'Apify API token',
    label: 'APIFY',
    keywords: ['apify_api_'],
    token: 'apify_api_[A-Za-z0-9]{34,42}',
    examples: [
      'ENV APIFY_TOKEN apify‸_api_oOSdxOSqOMDiCa5sy1l1KOYIUAsH1CXyruE',
      'set -gx APIFY_TOKEN api‸fy_api_U7jVuZGFOKlQDGfRp4Bj2eGXAqfN5ivPHW',
    ],
    counterExamples: [
      'apify_token: apify_api_AM5wjqgt6vdQte1OPM8bTDt6SBpAWT',
      'APIFY_TOKEN=apify_api_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: hiapify_api_Vc3B9gZgsK0QiMogASsRtPn7aDA4b186TS2KPM',
    ],
  }),
  near({
    id: 'airbyte-secret',
    title: 'Airbyte client secret',
    label: 'AIRBYTE',
    names: ['airbyte'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      '{"name": "AIRBYTE_SECRET", "value": "BEJhYxKkaO1‸VrtJJAwV4OGjmyT5SyvsF"}',
      "  airbyteSecret: process.env.AIRBYTE_SECRET ?? '1rMnm3RPuEzKK4YEoxy‸tCMp1eLLrx8Xh',",
    ],
    counterExamples: [
      'airbyte_secret: hiG8KAQnjsP1TfjJoW0rE7GjpxedKa',
      'AIRBYTE_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "8Np48QO553pfnWrRC0hDb9j2MPK5VWMe"',
    ],
  }),
  nearCredential({
    id: 'fivetran-secret',
    title: 'Fivetran API key or secret',
    label: 'FIVETRAN',
    names: ['fivetran'],
    token: '[A-Za-z0-9]{16}|[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      "define('FIVETRAN_SECRET', 'UKRc0EMOMyZd‸eptsck68Ue2s17UxkZtm');",
      'setx FIVETRAN_SECRET 1qFKAul‸NJhTFAA0g',
    ],
    counterExamples: [
      'fivetran_secret: X7B7OYwXa5VwjP',
      '# FIVETRAN_SECRET: xxxxxxxxxxxxxxxx',
      'checksum: bKEN3chdDLrLPwJgLAP7S1Ae6KQnL3cS',
    ],
  }),
  nearCredential({
    id: 'hasura-secret',
    title: 'Hasura admin secret',
    label: 'HASURA',
    names: ['hasura'],
    token: '[A-Za-z0-9]{64}',
    examples: [
      'login --hasura-secret SXGoJclSvV4tbD8IO0tqK7Jo‸zValba1VvtumokjKRC2zU66DshL64PwkQzDVG9hs',
      'export HASURA_SECRET="PZP9D6uU3Do6YVEAGWrLt5ONFbsUOl9PL62FRTlCFr‸J4BiKFfMyQSJ6ALw2UOds2"',
    ],
    counterExamples: [
      '"hasuraSecret": "lkvzX2OLcCFVAx38aRQ7AkdbVj4UZpzbrNBA37SeuHSnlU5XDBfsmSiY82L"',
      '# HASURA_SECRET: <hasura-secret>',
      '"etag": "6PYZr6XWhd4gH97lEdTcLxp2UWHuhd264ZkckYTSOYvBy0G69mHYjZCz79lYtcDJ"',
    ],
  }),
  prefixed({
    id: 'appwrite-key',
    title: 'Appwrite API key',
    label: 'APPWRITE',
    keywords: ['standard_'],
    token: 'standard_[a-f0-9]{200,300}',
    examples: [
      'APPWRITE_KEY=sta‸ndard_2a6c6255056974966515c926aca7ad1c08d560243339d84474296710334088d4b48b6c639d9ee9cc8923b5b5de371fcfec3e68d7ab97291d1dcd8d6e8eedacb27d3d591e00d8674e3cfef025da237010ab91084a64896637a346264dccb9320d4e6a0049a98',
      'APPWRITE_KEY: "st‸andard_f892bd2c850a9a9ded823a5b9d2340759286a29c750bcd460a4bf0d835aee8ed2d2bfc1a2e3127dbe1d2769cd5ccf7113ad48f7312dd9034c16f66d7003b2d78112fe4d2d5f5fce96c484b02644441af7754be94bec2782a077d378629af8500663a52435c8"',
    ],
    counterExamples: [
      '"appwriteKey": "standard_055f5d2fe149782111051b9dc3ea6f5df3bbb47d709c42569f00fda0e37b68bbc4a4a5f5b51ff0af99221e5d07e46b0a7a579c93cd3c79498628050b8aed2cdc193052d54737a5f47e6627f1dce944bb33b93bd52769ae4c7f6e974efe18c2775e"',
      'APPWRITE_KEY=standard_<your-appwrite-key>',
      'histandard_8c92cb21fc635a0e4e644eafc3e0a62c2e439bbf240062938a716d77d8ab76b4fae3476fec7cf7f11fd9b358068a28073e02a725b253a48b8309174b00653062eefedae1148cad17c490e37be9aef4be8fa79c9eaf3875720f87086cf2459e1e8e753ef43350b',
    ],
  }),
  prefixed({
    id: 'firecrawl-key',
    title: 'Firecrawl API key',
    label: 'FIRECRWL',
    keywords: ['fc-'],
    token: 'fc-[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      'private static final String FIRECRAWL_KEY = "fc‸-1129bf971c7cc165ef4998e5d4ceaa3d";',
      'os.environ["FIRECRAWL_KEY"] = "f‸c-2bc05084c80dd4df4ecc80bc3f96f4c5"',
    ],
    counterExamples: [
      "const firecrawlKey = 'fc-85b33efdb98cfdb01aa448987a37';",
      'FIRECRAWL_KEY=fc-<your-firecrawl-key>',
      'id: mafc-14f70b86ee3b93e6441da1ae595ab052',
    ],
  }),
  prefixed({
    id: 'tavily-key',
    title: 'Tavily API key',
    label: 'TAVILY',
    keywords: ['tvly-'],
    token: 'tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}',
    examples: [
      'private static final String TAVILY_KEY = "t‸vly-6ZoNiR08eorWsIHlL43W2iH9IoPouJbY";',
      '{"name": "TAVILY_KEY", "value": "t‸vly-dev-bEdbUq9aT6uOCtN0lgx1tqJa8vhtolZT"}',
    ],
    counterExamples: [
      'tavily_key: tvly-dev-uPVf79mrP8S3DVicE89RBOTobjK',
      'TAVILY_KEY=tvly-REDACTED',
      'see vtvly-dev-V49e32MTduqtEnhKKCt5s2NXYqmMixJ2 for more',
    ],
  }),
  nearCredential({
    id: 'serpapi-key',
    title: 'SerpApi key',
    label: 'SERPAPI',
    names: ['serpapi', 'serp_api'],
    token: '[a-f0-9]{64}',
    examples: [
      'https://serpapi.com/search?q=tea&api_key=c90501532303a35de9aa3689e49‸a1bc11ef67075ca9ea2a3a5a44f080a5d43f6',
      'ENV SERPAPI_KEY e7f1930d6990a9d12ef73625d90a145‸b38e48c901babd8d3f89950900667ad5e',
    ],
    counterExamples: [
      'serpapi_key: 789fbc9f8270735e620e20fb8aaa583f1ff41bf0561783da59077f43478',
      '# SERPAPI_KEY: your_serpapi_key_here',
      'ref = "5aad6ef948cc9aa887225b32704a6709cdecd432fc703da84afd56f364daab6e"',
    ],
  }),
  nearCredential({
    id: 'scraperapi-key',
    title: 'ScraperAPI key',
    label: 'SCRAPER',
    names: ['scraperapi', 'scraper_api', 'scrapingbee', 'scraping_bee'],
    token: '[a-f0-9]{32}|[A-Z0-9]{80}',
    examples: [
      'private static final String SCRAPERAPI_KEY = "dde5fdd81d57cba366a86‸4f3ea6076ad";',
      'setx SCRAPERAPI_KEY e9f5fb2ca81‸da37d61cdedb98c5a27a8',
    ],
    counterExamples: [
      'scraperapi_key: ZQUCSPSPKG5C6VDXISCOEMMBTOSFHBTCZC9N3D1MQR4O6VKZG5EQZXT4YT6IGZHLI3XCO2RKJVA2',
      '"scraperapiKey": "change-me"',
      'ref = "26d8b89a3b56fd61947ade46871ad18b"',
    ],
  }),
];
