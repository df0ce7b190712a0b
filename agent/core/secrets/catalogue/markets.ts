import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential } from './shape.ts';

/** Keys of exchanges and of chains. */
export const MARKETS: readonly SecretRule[] = [
  near({
    id: 'coinbase-secret',
    title: 'Coinbase API key or secret',
    label: 'COINBASE',
    names: ['coinbase', 'cb_access', 'cb-access', 'cbpro', 'gdax'],
    token: '[A-Za-z0-9+/]{86}==|[A-Za-z0-9_-]{64}|[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'setx COINBASE_SECRET NF3SbxhzUgG_p4qitOpbbeB9kfA1BxYf2PcY83Bj‸WrvBoG1lJKOGx0v7JdLtO-Po',
      'export COINBASE_SECRET="KdgFRdvqxHSQgtTQCuK+LdLBbKN8Gp4o‸Zi7m7GFNYuxM7WaZJshfgz+zUdolRw0WOjbmneETpSeHwzpAn0i7Tt=="',
    ],
    counterExamples: [
      'COINBASE_SECRET=wUEG38h6Lv/7u0/1498Ql0v7S/+qDz1qYIbyj8o4oJEY+lP5Sr4l92GVUt9Il8lU+NRJcAasvgydHN2pcHCI7I',
      '"coinbaseSecret": "your_coinbase_secret_here"',
      'ref = "fnDrsMjUN0g3+cN09NCQznTahOZUzxcPsVoDyeh/huPpJQUaqGRpbPPy5Ce0eNg0jO7ODS1Gk70HGIad2J75Gf=="',
    ],
  }),
  near({
    id: 'binance-key',
    title: 'Binance API key or secret',
    label: 'BINANCE',
    names: ['binance', 'x-mbx-apikey'],
    token: '[A-Za-z0-9]{64}',
    accepts: isMixed,
    examples: [
      'ENV BINANCE_KEY 5QvNIJRXQCwbf48DzA7CBOjllKkMDFuennQjs‸BgxEp8gwE0b6BaBhiMLM9nNYLcY',
      'binance_key: HZd24OjZLF1ldhv8VYzb5GPuLFae‸nzOf7XjW9PdMxeGsvl4imd0fa5nNy9GP857e',
      'args: ["--binance-key", "aY3YjFawA71yCTJMtcpBMyOEeepjYvPHMRLAfJ‸0xPjOy77gSsKY4vGF1Qefh49fT"]',
    ],
    counterExamples: [
      'binance_key: 3AdXoECAOh6smEgx0vXdXPPYoafjVLfISxdhwg4kUSjO0RhnB1oIXOHx986f66',
      '"binanceKey": "<binance-key>"',
      'revision 3mCFPuDGQFWU43ifQz7yGBqqW9CKQZkS07xrypzucvNGUbuicQ0Rr20vcNQMGZYT',
    ],
  }),
  near({
    id: 'kraken-key',
    title: 'Kraken API key or private key',
    label: 'KRAKEN',
    names: ['kraken'],
    token: '[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{56}|[A-Za-z0-9+/=_-]{80,90}',
    accepts: isMixed,
    examples: [
      'os.environ["KRAKEN_KEY"] = "C/5+eWYeZMRASoRwkDlQ1TOGoUa5bW‸gEbILLMXjxztaIGjrED+0oc9+q"',
      'private static final String KRAKEN_KEY = "Wxnp2RB/aN+vYTZrwSZ1pGA2Zp2l3o‸Kokwi+nqLLtreyY/+IScQf60/o9ye9H3Kp/MUDDaMWSFELnUXFSIAB9O==";',
    ],
    counterExamples: [
      'kraken_key: e7ssu1ppqdUBA0BnAWwkSYoNTa/5YcSmkv8joJG0H0wrA',
      '"krakenKey": "change-me"',
      'ref = "C/9eextzbG9fsSZY3b69VTeR22f/-LSVbpXGA=MZLEDAqu669+xFZ1ira8DhBDklppMGqI+TGnwXyGhpt8K"',
    ],
  }),
  nearCredential({
    id: 'kucoin-secret',
    title: 'KuCoin key or secret',
    label: 'KUCOIN',
    names: ['kucoin'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}|[a-f0-9]{24}',
    examples: [
      'ENV KUCOIN_SECRET 52557d931f8e‸b5af667cfa9e',
      'args: ["--kucoin-secret", "d2a58cb7-228e-c170-4‸278-73ff85efb0b0"]',
    ],
    counterExamples: [
      '"kucoinSecret": "5d22fe1c-c955-9d5a-6f83-5f92da33b0"',
      'KUCOIN_SECRET=<kucoin-secret>',
      '"etag": "8ab7b8c079fcfa8e4a95bc87"',
    ],
  }),
  near({
    id: 'bitfinex-secret',
    title: 'Bitfinex key or secret',
    label: 'BITFINEX',
    names: ['bitfinex'],
    token: '[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'set -gx BITFINEX_SECRET zImgrpQ1EfPhfnb‸mInWDReQr-eVcwKetsgob6mdN6C7',
      'bitfinex_secret := "g7o7gtieM-GrAoAOV4rVE‸eDXYqrnWf3qJODpWKIw-ZN"',
    ],
    counterExamples: [
      'BITFINEX_SECRET=-BCuDtYICFZdnWb_vUG6K8JaVYLc8YbZmBd957T',
      '# BITFINEX_SECRET: your_bitfinex_secret_here',
      '"etag": "LdCn1wpw_KL9hcebggxyrB51YL3pULJHvc8LL8atVuZ"',
    ],
  }),
  nearCredential({
    id: 'bittrex-key',
    title: 'Bittrex key or secret',
    label: 'BITTREX',
    names: ['bittrex'],
    token: '[a-z0-9]{32}',
    examples: [
      '"bittrexKey": "93c3uiwzl4mnrvay3‸v14ppcw32elqfet"',
      'BITTREX_KEY=ogi0tr3p8sxqu‸abgtdk3tor6r53l5f6w',
    ],
    counterExamples: [
      '"bittrexKey": "iykoqpwrcnqhv1zvjg9kjnol3rz"',
      'BITTREX_KEY=your_bittrex_key_here',
      '"etag": "m49h0j5u7hiy4oq8uc29zwzjf6hvicjl"',
    ],
  }),
  near({
    id: 'bitmex-secret',
    title: 'BitMEX secret',
    label: 'BITMEX',
    names: ['bitmex'],
    token: '[A-Za-z0-9_-]{48}|[A-Za-z0-9_-]{24}',
    accepts: isMixed,
    examples: [
      'BITMEX_SECRET: "z9XO-xC_KiA3cBaez20lhZZ‸baJZycBXgCXpdhHJnpwQ2uscO"',
      'let bitmexSecret = "7Tqd9enQu7tU7UB‸v1ufSVdM4".to_string();',
    ],
    counterExamples: [
      'bitmex_secret: W9A_WwrDH2oUPP-ybaJ',
      '"bitmexSecret": "<bitmex-secret>"',
      'checksum: I5ZHi6UZnZinp_siNvAgthTi',
    ],
  }),
  nearCredential({
    id: 'bybit-secret',
    title: 'Bybit or OKX key or secret',
    label: 'BYBIT',
    names: ['bybit', 'okx_', 'okex', 'ok-access'],
    token:
      '[A-Za-z0-9]{36}|[A-Za-z0-9]{18}|[A-F0-9]{32}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '"bybitSecret": "e453c2c6-7fa‸7-1b9e-d7b8-3d1ef5968fa2"',
      "  bybitSecret: process.env.BYBIT_SECRET ?? '6838C921C57B4A6‸1BB04D4DB23BF58CF',",
    ],
    counterExamples: [
      '"bybitSecret": "ddc7e64b-99c9-1360-bef1-9615baf56"',
      '"bybitSecret": "<bybit-secret>"',
      'revision B8rx8XMFEHCMX2PMYtIO0SuqRKT6ajcdJIo5',
    ],
  }),
  nearCredential({
    id: 'gate-secret',
    title: 'Gate, Huobi or Poloniex secret',
    label: 'GATE',
    names: ['gateio', 'gate_io', 'huobi', 'poloniex', 'htx_'],
    token: '[a-f0-9]{64}|[a-f0-9]{128}|[a-z0-9]{8}-[a-z0-9]{8}-[a-z0-9]{8}-[a-z0-9]{5}',
    examples: [
      "ENV['HUOBI_SECRET_KEY'] ||= '9649717612fc5dd08ffe8957b5043a7823dbe026bc5b805f7b9b42cd18ae05cff48b25bc221410f‸55dfb8d7d1fcd29bffdfa26abff2b2ee90c9b1f8e6856be1d'",
      'huobi_secret_key: z3xok7qw-o8m5u‸u36-jvcpmwya-d7fam',
    ],
    counterExamples: [
      'HUOBI_SECRET_KEY=50bac405b48a513b709afc506dadef0c29ecc288735fa142fe99d4eb092',
      '# HUOBI_SECRET_KEY: <huobi-secret-key>',
      'revision 52c6b384ca33a3f6bf61cd63492d67430ada095879ef92489e723420fd94c7b6',
    ],
  }),
  near({
    id: 'infura-key',
    title: 'Infura key',
    label: 'INFURA',
    names: ['infura'],
    token: '[a-f0-9]{32}',
    examples: [
      'https://mainnet.infura.io/v3/?key=e2184c9c395f0db931e1e‸5615189b8e6',
      '<add key="INFURA_KEY" value="99d4a0f48a36f42ff841‸45c31f4e1769" />',
    ],
    counterExamples: [
      "const infuraKey = '194ee4c873e717ab536559c01f73';",
      'INFURA_KEY=your_infura_key_here',
      'ref = "a0ae4765f2ef83846cde6a18728d6419"',
    ],
  }),
  {
    id: 'infura-url',
    title: 'Infura endpoint',
    label: 'INFURA',
    keywords: ['.infura.io/'],
    pattern: '\\.infura\\.io/(?:ws/)?v3/(?<secret>[a-f0-9]{32})(?![A-Za-z0-9])',
    accepts: isOpaque,
    examples: [
      'https://mainnet.infura.io/v3/0faadd1e88‸c89d807c4bef9e4b6a9a1e',
      'ETH_RPC_URL="wss://sepolia.infura.io/ws/v3/5630655f3d4d‸02abafcf559332748fa6"',
    ],
    counterExamples: ['https://mainnet.infura.io/v3/YOUR-PROJECT-ID', 'https://docs.infura.io/v3/api'],
  },
  {
    id: 'alchemy-url',
    title: 'Alchemy endpoint',
    label: 'ALCHEMY',
    keywords: ['.g.alchemy.com/', '.alchemyapi.io/'],
    pattern: '\\.(?:g\\.alchemy\\.com|alchemyapi\\.io)/v2/(?<secret>[A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])',
    accepts: isOpaque,
    examples: [
      'https://eth-mainnet.g.alchemy.com/v2/Tk_kiLhpnRFGl13XhE‸Ew0LqzU6rgLiJ6',
      "url: 'https://polygon-mainnet.alchemyapi.io/v2/iAj3Jojhbni6j6HQYWL‸oZWu3fY63qYvp',",
    ],
    counterExamples: [
      'https://eth-mainnet.g.alchemy.com/v2/your-api-key',
      'https://eth-mainnet.g.alchemy.com/v2/demo',
    ],
  },
  near({
    id: 'alchemy-key',
    title: 'Alchemy API key',
    label: 'ALCHEMY',
    names: ['alchemy'],
    token: '[A-Za-z0-9_-]{32}',
    accepts: isMixed,
    examples: [
      "client = AlchemyClient('qFYhW8rydOEbS‸ERtr0SPwnsDaJ6IMs37')",
      'ENV ALCHEMY_KEY QIHqCogP1Ci_up‸KH-1KfGdc9yoFcotn0',
    ],
    counterExamples: [
      "const alchemyKey = 'u1VgNnwKcHv3F56ldH1ICiXRs_v';",
      'ALCHEMY_KEY=change-me',
      'ref = "dWU7COB3Ri-hpej1FuqX-PbPbuhVzXHA"',
    ],
  }),
  near({
    id: 'etherscan-key',
    title: 'Etherscan API key',
    label: 'ETHERSCN',
    names: ['etherscan', 'polygonscan', 'bscscan', 'arbiscan', 'basescan', 'snowtrace'],
    token: '[A-Z0-9]{34}',
    examples: [
      'request.headers["X-Etherscan-Key"] = "Z01UBKWIKN8‸CBE2VDDJ0NW4QYPYCMS2HG7"',
      'private static final String ETHERSCAN_KEY = "QGX75AUQ8GL581DFJ86M‸7UACTU93RQIJ6T";',
    ],
    counterExamples: [
      'ETHERSCAN_KEY=OKB3KC6DZF5EQD0MU34997D2AG3XCX',
      'ETHERSCAN_KEY=change-me',
      'checksum: SJZ06RL7WZRONSSO6XMNYYOLXSB5HKVGMQ',
    ],
  }),
  near({
    id: 'coinmarketcap-key',
    title: 'CoinMarketCap API key',
    label: 'CMC',
    names: ['coinmarketcap', 'cmc_pro', 'x-cmc'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'request.headers["X-Coinmarketcap-Key"] = "f3b6fb6d-bdeb-bf7f-881c‸-a82895215513"',
      "const coinmarketcapKey = '3dde3216-6a86-0‸e5c-0126-a2e0cbae426d';",
    ],
    counterExamples: [
      "const coinmarketcapKey = '0e7d0a6e-9116-9445-81ab-afa11104';",
      '# COINMARKETCAP_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "9fd01be2-6fd3-3dc0-ee7b-d23804c13918"',
    ],
  }),
  near({
    id: 'coingecko-key',
    title: 'CoinGecko API key',
    label: 'COINGECK',
    names: ['coingecko', 'cg-api-key', 'cg_api', 'x-cg'],
    token: 'CG-[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      'os.environ["COINGECKO_API_KEY"] = "CG‸-Rb5o53crZUAMvIzmADFLsmC0"',
      'coingecko_api_key := "CG‸-rG0gjmgwtwWvJ7D5r5fyn8fU"',
    ],
    counterExamples: [
      "const coingeckoApiKey = 'CG-ZBNVUDVnlKy4OArJndc5';",
      'COINGECKO_API_KEY=change-me',
      'ref = "CG-7XmU6OOSPKIlbTCJLzlJoi4k"',
    ],
  }),
  near({
    id: 'blockfrost-key',
    title: 'Blockfrost project id',
    label: 'BLCKFRST',
    names: ['blockfrost'],
    token: '(?:mainnet|testnet|preprod|preview|ipfs)[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Blockfrost-Key"] = "mainnet5vFSEC‸u5BcpTxXpxwW0gEbzUHYBeKNat"',
      'export BLOCKFROST_KEY="preprodxI0vnQr2MajZo‸kW4MpbCQnOCx4EuAyP6"',
    ],
    counterExamples: [
      "const blockfrostKey = 'preprodrwPnmhL1SGGaAZtgjhsHI4pjQWRKLj';",
      'BLOCKFROST_KEY=your_blockfrost_key_here',
      'checksum: testnetspomQJuAPL9ti0vNQCZgJ15VKVCVhzhO',
    ],
  }),
];
