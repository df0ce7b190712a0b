import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential } from './shape.ts';

/** Keys of what tells prices, and of brokers. */
export const MARKETS_DATA: readonly SecretRule[] = [
  near({
    id: 'alphavantage-key',
    title: 'Alpha Vantage API key',
    label: 'ALPHAV',
    names: ['alphavantage', 'alpha_vantage'],
    token: '[A-Z0-9]{16}',
    examples: [
      "define('ALPHAVANTAGE_KEY', 'MJYWD76J0‸YPS2O1I');",
      'val alphavantageKey: String = "9T9U7QMCN‸I9CYXQ4"',
    ],
    counterExamples: [
      "const alphavantageKey = '2DAMENHQPWH5';",
      '# ALPHAVANTAGE_KEY: xxxxxxxxxxxxxxxx',
      'checksum: J50PYKILC6HB93FW',
    ],
  }),
  near({
    id: 'finnhub-key',
    title: 'Finnhub API key',
    label: 'FINNHUB',
    names: ['finnhub'],
    token: '[a-z0-9]{20}|[a-z0-9]{40}',
    examples: [
      '"finnhubKey": "f8kjcgoebiv729iblup‸fbox20xnus9g730cl8ffc"',
      "  finnhubKey: process.env.FINNHUB_KEY ?? 'eh5sapzs3zd5nhvefb7jfpygd9‸yus3yk5s71snte',",
    ],
    counterExamples: [
      '"finnhubKey": "ububilehl762f51"',
      '"finnhubKey": "change-me"',
      'ref = "dy2ii1l3xxk02s8tzivs79kzhhnc7i26wg2cdonk"',
    ],
  }),
  near({
    id: 'polygon-key',
    title: 'Polygon.io API key',
    label: 'POLYGON',
    names: ['polygon.io', 'polygon_io', 'polygon_api', 'polygonio'],
    token: '[A-Za-z0-9_]{32}',
    accepts: isMixed,
    examples: [
      'private static final String POLYGON_API_KEY = "X0EooFPZ_rsEb‸B0BV6iu7TSzTVXKCoIY";',
      'ENV POLYGON_API_KEY o4JD6QkXGGOXzZQo9ZlU‸WTWPBYnIdIJc',
    ],
    counterExamples: [
      'POLYGON_API_KEY=JWVaJfb_0pz5cqPgX4TfAIb7rQCKd',
      '"polygonApiKey": "your_polygon_api_key_here"',
      '"etag": "sc1L4Et0mPsfBE_gzcmLlZiqNZuG325C"',
    ],
  }),
  nearCredential({
    id: 'alpaca-key',
    title: 'Alpaca key or secret',
    label: 'ALPACA',
    names: ['alpaca', 'apca'],
    token: '[AP]K[A-Z0-9]{18,24}|[A-Za-z0-9]{40,44}',
    accepts: isOpaque,
    examples: [
      "  alpacaKey: process.env.ALPACA_KEY ?? 'PK1RZ9X4FEJ‸LA9TRD7VYV',",
      'alpaca_key: r9hEWPSvVmedv2‸AQ6tMmTXeHlrLor840G7FXFLY2NaU2',
    ],
    counterExamples: [
      'ALPACA_KEY=dNwEDRjfautUW4VES1ULV0UVftCEvTyG6',
      'ALPACA_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: AKM8N97CRKTCAUOC9SM7S5H32',
    ],
  }),
  near({
    id: 'tradier-token',
    title: 'Tradier access token',
    label: 'TRADIER',
    names: ['tradier'],
    token: '[A-Za-z0-9]{28}',
    accepts: isMixed,
    examples: [
      "const tradierToken = 'JwnLsEfEHbBAE‸dHYPZYDhaBF4UZy';",
      'ENV TRADIER_TOKEN PRty2d1caZ7BKK‸jdlTXmmZ68z5oI',
    ],
    counterExamples: [
      "const tradierToken = 'RoqzOrdGtq1p3uYZb5uLL0GmQ';",
      'TRADIER_TOKEN=<tradier-token>',
      'ref = "xlCIlnwh6ErIMTiRyaq0j41TCvyT"',
    ],
  }),
  near({
    id: 'iex-token',
    title: 'IEX Cloud token',
    label: 'IEX',
    names: ['iexcloud', 'iex_cloud', 'iex_token', 'iexapis', 'iex_api'],
    token: '[ps]k_[a-f0-9]{32}|T[ps]k_[a-f0-9]{32}',
    examples: [
      'export IEX_TOKEN="Tpk_3ef52f00eb‸9e2968e31665bf128eb224"',
      'IEX_TOKEN=sk_067b266c07835ef09ba‸eaff8f113cfba',
    ],
    counterExamples: [
      'IEX_TOKEN=Tsk_9acccd117983d94fd45cd6653a2e',
      '"iexToken": "your_iex_token_here"',
      '"etag": "Tpk_fc01adbb37e24587862b33ed2fcc131a"',
    ],
  }),
  nearCredential({
    id: 'quandl-key',
    title: 'Nasdaq Data Link API key',
    label: 'QUANDL',
    names: ['quandl', 'nasdaq_data'],
    token: '[A-Za-z0-9_-]{20}',
    accepts: isMixed,
    examples: ['login --quandl-key AjG-d6cuU9‸5Nkxac-8Tn', 'set -gx QUANDL_KEY mRbFjR-oW50SM‸cCXz7EA'],
    counterExamples: [
      "const quandlKey = 'YlZQihcZs4WMzz-e';",
      '# QUANDL_KEY: your_quandl_key_here',
      'ref = "e4HJs2zGZXQFqFLgHtAB"',
    ],
  }),
  nearCredential({
    id: 'tiingo-token',
    title: 'Tiingo token',
    label: 'TIINGO',
    names: ['tiingo'],
    token: '[a-f0-9]{40}',
    examples: [
      'os.environ["TIINGO_TOKEN"] = "7398016cba834805b‸9156468554215fefad44663"',
      'val tiingoToken: String = "c252fdd9a6e19b50f8e9702‸6077dbd0c7e66358a"',
    ],
    counterExamples: [
      'TIINGO_TOKEN=7b5a188e97ac7ed233b20da6ec9e5cfbbd43e',
      'TIINGO_TOKEN=change-me',
      'revision c857017d3974bfeb5a005e755cfdc22d67bc8581',
    ],
  }),
  near({
    id: 'twelvedata-key',
    title: 'Twelve Data API key',
    label: 'TWELVE',
    names: ['twelvedata', 'twelve_data'],
    token: '[a-f0-9]{32}',
    examples: [
      'login --twelvedata-key d3fc4886fd8243‸a50bc1798b2ffa8aa7',
      '<add key="TWELVEDATA_KEY" value="3d6003c0c9cecc3f4‸47f08800398ae63" />',
    ],
    counterExamples: [
      'TWELVEDATA_KEY=e06f5d2afa86a0ca95cf8f9225bf',
      '# TWELVEDATA_KEY: change-me',
      'revision c6d3d0aa66db2c1c0d0c30f0226bb73d',
    ],
  }),
  near({
    id: 'openexchangerates-key',
    title: 'Open Exchange Rates app id',
    label: 'OXR',
    names: ['openexchangerates', 'open_exchange', 'oxr_'],
    token: '[a-f0-9]{32}',
    examples: [
      'setx OPENEXCHANGERATES_APP_ID fda0e486a99101db‸b0bd3149a3e5a0bb',
      'openexchangerates_app_id: 6ca213666ca7f7‸ef5af067f8d2cff3e2',
    ],
    counterExamples: [
      '"openexchangeratesAppId": "0abfe512ae5bd69d7368066f7e0ee"',
      'OPENEXCHANGERATES_APP_ID=<openexchangerates-app-id>',
      'checksum: 3cb81ff75c8488e9fd5dcd1a9e42beb5',
    ],
  }),
  nearCredential({
    id: 'exchangerate-key',
    title: 'ExchangeRate-API key',
    label: 'EXCHRATE',
    names: ['exchangerate', 'exchange_rate'],
    token: '[a-f0-9]{24}',
    examples: [
      '"exchangerateKey": "99ae460a22957‸a1b62947f17"',
      'let exchangerateKey = "90720b988d096d‸2bcd4e2c07".to_string();',
    ],
    counterExamples: [
      '"exchangerateKey": "036a30fe073642e6ac3d1"',
      'EXCHANGERATE_KEY=<exchangerate-key>',
      'ref = "3821e0efac55c64f16eff1dc"',
    ],
  }),
  nearCredential({
    id: 'finicity-key',
    title: 'Finicity app key',
    label: 'FINICITY',
    names: ['finicity'],
    token: '[a-f0-9]{32}|[a-z0-9]{20}',
    examples: [
      'finicity_key = "6e3dbff2ddad494b0545‸0551b7ebd056"  # rotate in May',
      'private static final String FINICITY_KEY = "708e7ec058f‸dd8516ffa0159d5445edf";',
    ],
    counterExamples: [
      "const finicityKey = 'xvl1rusi6ni174n7i2';",
      '# FINICITY_KEY: your_finicity_key_here',
      'checksum: 36873c02f8344cce94a9f694b7e667ce',
    ],
  }),
  near({
    id: 'fred-key',
    title: 'FRED API key',
    label: 'FRED',
    names: ['stlouisfed', 'fred_api', 'fred_key', 'fredapi'],
    token: '[a-z0-9]{32}',
    examples: [
      'private static final String FRED_API_KEY = "5p952qcaznksqqece‸gtsyhzu64xv1a9u";',
      '{"name": "FRED_API_KEY", "value": "obcf4jb9iut9x414akbv‸msksh92czk1q"}',
    ],
    counterExamples: [
      'FRED_API_KEY=njd94ayb50bqgkgob2k8ndludpgts',
      '"fredApiKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'revision 8t0frbd90pdqenoi7tvrv41d8i6crwg6',
    ],
  }),
  near({
    id: 'tatum-key',
    title: 'Tatum API key',
    label: 'TATUM',
    names: ['tatum'],
    token:
      't-[a-f0-9]{24}-[a-f0-9]{24}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}(?:_[0-9]{1,5})?',
    examples: [
      "const tatumKey = 't-ce3483526910a67e838a986d-af8d‸ebcb51607ba1a24137cb';",
      "ENV['TATUM_KEY'] ||= '8d9858bc-6667-90e7-7630-‸bff3b4bc63db'",
    ],
    counterExamples: [
      '"tatumKey": "t-997b7f4d32402e64edcfd40d-0e5e8ff110d15e"',
      'TATUM_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision ba027636-2141-d93d-a55d-459e72d74266_46',
    ],
  }),
];
