import type { SecretRule } from '../rule.ts';
import { isMixed, isVaried } from './randomness.ts';
import { nearCredential, prefixed } from './shape.ts';

/** Credentials of Microsoft: its cloud and its office. */
export const CLOUD_AZURE: readonly SecretRule[] = [
  prefixed({
    id: 'azure-client-secret',
    title: 'Microsoft Entra client secret',
    label: 'ENTRA',
    keywords: ['7Q~', '8Q~', '9Q~'],
    token: '[A-Za-z0-9_~.-]{3}[789]Q~[A-Za-z0-9_~.-]{31,34}',
    accepts: isMixed,
    examples: [
      'AZURE_CLIENT_SECRET=s9F8Q~3I1QpG8OD4W‸db1cok0lu.V1gGAXs~vB8',
      '"clientSecret": "V_e7Q~aVWLjAB4x‸GjoCgsqMrfpbwmKCPLFpon"',
      'val azureClientSecret: String = "HGZ8Q~kY~fJ~lMdhOC5XW7VO‸dAGg8lbUdrC4L"',
    ],
    counterExamples: [
      'AZURE_CLIENT_SECRET=8Q~',
      'AZURE_CLIENT_SECRET=abc8Q~tooShort17',
      'AZURE_CLIENT_SECRET=nar7Q~opLR5EQNheZf2eatgisghXM8.1y8A',
    ],
  }),
  prefixed({
    id: 'azure-storage-key',
    title: 'Azure Storage account key',
    label: 'AZSTORE',
    keywords: ['+ASt'],
    token: '[A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9+/]{6}==',
    examples: [
      'az storage blob list --account-name shop --account-key babC4ireSg30gMEHz2fDsGZ3BmSbqCFXTE4spsP5N6n3HYimQ‸QoGetFcKa+tIdCmeJoX0Du2J5tw+AStHK+Jal==',
      'let azureStorageKey = "dAsAbHm8EcOfwxNwjRCmmtoESPJ/KG24bvFxluQh7k53Kkety3‸auv6oWBVprjNlw5Rml3ysG2QFQ+AStbNLfMK==".to_string();',
    ],
    counterExamples: [
      "const azureStorageKey = 'mvgGCwk5eRftZs4MhtvPYmGr4/nMyTey+yXou5pKpwWZfPI1uLWGadgsPsjGIuAtrWHWQZF9JB/++AStYnHz';",
      '"azureStorageKey": "+AStREDACTED"',
      'see hi3E2d28D0q1X0u7s0jzmtDdU3Y6rxqMcWQ9f2BWgCQ7oHeSR061o8lk9N0ziKiNNylsRoTVfBzNxw+AStlZ8Wr/== for more',
    ],
  }),
  prefixed({
    id: 'azure-cosmos-key',
    title: 'Azure Cosmos DB key',
    label: 'AZCOSMOS',
    keywords: ['ACDb'],
    token: '[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{6}==',
    examples: [
      'val azureCosmosKey: String = "4LVEVDWiWlDyLvp/7Gr0NtAZd/0loRIqBoPyDsbjXkt8HI1FoMHv7hw‸m7Y52o4/RJQZO4sZmUSHBACDbAVYjGS=="',
      "define('AZURE_COSMOS_KEY', 'BB50z8mbVhCUeOtSN0lmDvmNFbXs6Y+Fa4hYv1gZ7XjpItuiENw‸cy6WYz2rcRB5nJFA5wWjMbN8mACDbYFaw19==');",
    ],
    counterExamples: [
      "const azureCosmosKey = 'VCYtEoOy/TF/P0dF73lRgtKw7IElOtxq4PUzjgzGAgwtLhuR4nVoIy22UAee9CFhUVsGWM+VntgsACDbPf45aZ';",
      'AZURE_COSMOS_KEY=ACDbxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: re_mHahb7HDrW3F5kV7y4vYtRGMaU5ymQcTvYcfmU1K3PqGQmPznr5Y3zu9hKhkj2gnfccedF1mMAJ3ACDbBsE1Rh==',
    ],
  }),
  prefixed({
    id: 'azure-batch-key',
    title: 'Azure Batch account key',
    label: 'AZBATCH',
    keywords: ['+ABa'],
    token: '[A-Za-z0-9+/]{76}\\+ABa[A-Za-z0-9+/]{6}==',
    examples: [
      "const azureBatchKey = 'pidQEObFswdvWqJq7dBxTjPJAKmr6k4iYlPlb‸7u7iJP9dq7bXO67TJnheylzoNCCiWqGc0of1p63+ABaFkVm2e==';",
      'set -gx AZURE_BATCH_KEY bPkAtaaTKMEQGH3Ei5CCVF3Dq/cShvM‸4onxsseWWoM0BqwLkJhFS1nagDRLoDb++nQNyU4ZVLaGZ+ABaK94xAX==',
    ],
    counterExamples: [
      "const azureBatchKey = 'LXgZhyo1uuFeEzMo+uGqCI5DL8Mnhs1gWF7GZM0v5Uh47/at9r/cphAeUj6vD4dIVmXL6DKbzQI1+ABaj+';",
      '"azureBatchKey": "+ABaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'hiPL/T7FsjEnkHNiDO/7s6S5x+SCaqpnIZl6ijMgl2pwL8CCEun9G1kn+qIppukFdVLiNo8MTiHQmr+ABa86lznw==',
    ],
  }),
  prefixed({
    id: 'azure-bus-key',
    title: 'Azure Service Bus, Event Hubs or Relay key',
    label: 'AZBUS',
    keywords: ['+ASb', '+AEh', '+ARm'],
    token: '[A-Za-z0-9+/]{33}\\+(?:ASb|AEh|ARm)[A-Za-z0-9+/]{6}=',
    examples: [
      '"azureBusKey": "QEVQfzZB3+64qzwC1v‸bLWqE5AjpsV50q/+ARm+O5Hpd="',
      'headers = {"Authorization": "Bearer k/inYngMWxJhqj+Z/Irr‸DaWG22Meztj0o+ARmwGPq4v="}',
    ],
    counterExamples: [
      'AZURE_BUS_KEY=WonyrcPNUq0XzIpANnqK+wRCXy4bDrvFT+AEhTQ',
      '"azureBusKey": "+ASbxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see hi6f8BqR5nb7lxztZaM+HzqB80ZIlwUm2Ud+ARmLSqfRC= for more',
    ],
  }),
  prefixed({
    id: 'azure-iot-key',
    title: 'Azure IoT Hub key',
    label: 'AZIOT',
    keywords: ['AIoT'],
    token: '[A-Za-z0-9+/]{33}AIoT[A-Za-z0-9+/]{6}=',
    examples: [
      "ENV['AZURE_IOT_KEY'] ||= 'q4ZSHYzK3GqTad7/Zt‸K+tIAbJzQythxsGAIoT2PDjqZ='",
      'private static final String AZURE_IOT_KEY = "1pXIAx3AhaR2Wjq57XRi‸CPoOipIY/ICl1AIoTbG03Aj=";',
    ],
    counterExamples: [
      '"azureIotKey": "l1pmWBaClljysuhA6VpEX6X3oTeH6jReqAIoTsmWc"',
      '# set AZURE_IOT_KEY to AIoT...',
      're_zfo+MHq+wDLE6jzpIyj5LrQexB2Tr6q5/AIoTlAdvj4=',
    ],
  }),
  prefixed({
    id: 'azure-function-key',
    title: 'Azure Functions key',
    label: 'AZFUNC',
    keywords: ['AzFu'],
    token: '[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{6}==',
    examples: [
      'https://shop.azurewebsites.net/api/orders?code=VnRY_tCSzjv0DN9Igdq‸Zu4NvWNqV2xrF7jCFloY5ISvLAzFu8HKwIJ==',
      'AZURE_FUNCTION_KEY=YMaBEpRipzU2lwNhWSvWIvSSL‸rfG-L-fkfzUFwrwGy3BAzFuoGeYnQ==',
    ],
    counterExamples: [
      '"azureFunctionKey": "WbLy19ZSumWwdFyePr1HRGlFlDbLIkWiOJBWozzqZg5OAzFuSmYh0j"',
      '"azureFunctionKey": "AzFu<your-azure-function-key>"',
      'id: maigMGF2YcBi3afMwWEfp39sPIKR3j02SvmEu4qs7Vtp73AzFuJxhl1r==',
    ],
  }),
  prefixed({
    id: 'azure-search-key',
    title: 'Azure AI Search key',
    label: 'AZSEARCH',
    keywords: ['AzSe'],
    token: '[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}',
    examples: [
      '"azureSearchKey": "e6RoWvYbZ6OA6EGbruSrPSrq3GYjEGwh‸2SBNerx7arAzSeCnJRvs"',
      "  azureSearchKey: process.env.AZURE_SEARCH_KEY ?? 'YdFPidUBTymfbTZzqj5OGPA‸r6FRctDdWXBMnxV34fPAzSeAFBJ98',",
    ],
    counterExamples: [
      "const azureSearchKey = 'kagvgwJ4Ai8zpAme0NlYqWqGaak03Cj8IZJZMeHjlPAzSe';",
      '# set AZURE_SEARCH_KEY to AzSe<your-azure-search-key>',
      'see abczNMj8XZq3fFyCBJcLUYskuHtXnbMgT8Q1KfDtVaWUEAzSeD2xRAZ for more',
    ],
  }),
  prefixed({
    id: 'azure-registry-key',
    title: 'Azure Container Registry key',
    label: 'AZACR',
    keywords: ['+ACR'],
    token: '[A-Za-z0-9+/]{42}\\+ACR[A-D][A-Za-z0-9+/]{5}',
    examples: [
      'let azureRegistryKey = "fsTh5SNqUjLIl2xzoBtiDc‸iUdJwwHOPtvIzTDUtdx9+ACRDWoK4b".to_string();',
      'AZURE_REGISTRY_KEY: "vLwqEWw1scU2e2OZGGnjg‸p3GI8E3Iah38srdWiNJsR+ACRDkUoGv"',
    ],
    counterExamples: [
      '"azureRegistryKey": "StegjTrbdQ3YSgBXHZSWEQqU3hZ4UoRjuhP5W2ThNS+ACRCA3w"',
      '# set AZURE_REGISTRY_KEY to +ACRREDACTED',
      'id: hidQGPpK71SU3q3FgRv7tU8xXD2TxDXiyxUns04XyB0w+ACRDHY6UL',
    ],
  }),
  prefixed({
    id: 'azure-redis-key',
    title: 'Azure Cache for Redis key',
    label: 'AZREDIS',
    keywords: ['AzCa'],
    token: '[A-Za-z0-9]{33}AzCa[A-P][A-Za-z0-9]{5}=',
    examples: [
      '<add key="AZURE_REDIS_KEY" value="Uy3YiRBBjvI1q34i5yyJ3vrSpXKw7‸IVeyAzCaOjVrCs=" />',
      'os.environ["AZURE_REDIS_KEY"] = "mp5GqPJmlmURkoCO0UuH3E2V78Jz‸i208PAzCaAicsXN="',
    ],
    counterExamples: [
      'azure_redis_key: NCMHctGmOca01DfuRU623BZ4CqFaNuSyLAzCaGgie',
      '# set AZURE_REDIS_KEY to AzCaREDACTED',
      'vYkkWo9UkZK9nMrugQnOy0ELO2DvTP49TRAzCaPlhjLz=',
    ],
  }),
  prefixed({
    id: 'azure-api-management-key',
    title: 'Azure API Management key',
    label: 'AZAPIM',
    keywords: ['APIM'],
    token: '[A-Za-z0-9+/]{76}APIM[A-Za-z0-9+/]{6}==',
    examples: [
      'args: ["--azure-api-management-key", "zKq2UC7+4koHCGhhZUH3NBabBxJ08Ev4nPZA8WEDewtoYgDVEuz7v‸s3RPZOrozeMjmYStcypEm4SAPIMVd5IXJ=="]',
      "client = AzureClient('2SliVJK97MZ/72M541j+FrOS98gb8o10aUsuy5S64vj2+tHVQEu6kk+‸itcVKwDUVsZHT5HY5vjkAAPIMcIRTPE==')",
    ],
    counterExamples: [
      "const azureApiManagementKey = 'bUlPtzE+kINe02TwKTj+VnG5scReXDlwacTmOtOHjpEJhZYU+S/+OZh4t4o/gxdW7ZMCy5ds6RjUAPIMEj7';",
      'AZURE_API_MANAGEMENT_KEY=APIM...',
      'see re_sYLQ5CnIO5VV3xCjiTNcwyVuEzPnR2cxdgXVsOqGu5j7WFWkhXs6/+CLv6xI1A0Mmu1GSRaGDBYCAPIMXt1wvP== for more',
    ],
  }),
  prefixed({
    id: 'azure-ai-key',
    title: 'Azure AI services key',
    label: 'AZAI',
    keywords: ['JQQJ9'],
    token: '[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{27}',
    accepts: isMixed,
    examples: [
      '"azureAiKey": "coOa5O6AMa4dwXa2JhMoQ8DiO6oAh23OBlvbDRnpsvaYKOKhF3‸92JQQJ9rA5ejUTx7ihNbZMLkITquWFznJd"',
      'let azureAiKey = "jvluDK3MYberz8bcU3BXJAsYOJ8gUwG5ZjZeN2FzM6D‸GcAcwcM6lJQQJ90s5UgqyixrONpyThkXxjA5PFrOX".to_string();',
    ],
    counterExamples: [
      'AZURE_AI_KEY=gQfjibDsJg9hrMyUhoCgu3R8ritmcEt4fxLyIssGer8v6tPRc15aJQQJ9f9lqls30grpq8Ykd1KbAH0',
      '"azureAiKey": "JQQJ9xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: him2Dhk539w3aMzNdz5wkGpQZ6k4Q3LWLzeixJtV2NQeAoCjwotdPNJQQJ9dDozSfuhy6uFzQyCHGYbUGgK1Ec',
    ],
  }),
  nearCredential({
    id: 'azure-subscription-key',
    title: 'Azure service subscription key',
    label: 'AZSUB',
    names: [
      'ocp-apim-subscription-key',
      'azure_openai',
      'azure-openai',
      'azureopenai',
      'cognitiveservices',
      'cognitive_services',
      'azure_search',
      'azure_speech',
      'azure_translator',
      'bing_search',
      'subscription-key',
      'subscription_key',
    ],
    token: '[a-f0-9]{32}',
    examples: [
      "curl -H 'Ocp-Apim-Subscription-Key: 0a8bf76a75f1da2‸633d90f56aa338f57' https://westeurope.api.cognitive.microsoft.com/",
      'AZURE_OPENAI_API_KEY=2aa4146600857d‸bb0018dfe2f3ed907b',
    ],
    counterExamples: [
      "const azureSubscriptionKey = '658e8854a4894b623d42c14bc01';",
      'AZURE_SUBSCRIPTION_KEY=your_azure_subscription_key_here',
      'ref = "b3187e84c2ef456af5fbad2e98b5caa3"',
    ],
  }),
  {
    id: 'azure-shared-access-signature',
    title: 'Azure shared access signature',
    label: 'AZSAS',
    keywords: ['?sig=', '&sig=', ';sig='],
    pattern: '[?&;]sig=(?<secret>[A-Za-z0-9%+/_-]{42,70}(?:%3D|=){0,2})(?![A-Za-z0-9%_])',
    accepts: isVaried,
    examples: [
      'https://shop.blob.core.windows.net/in/a.csv?sv=2024-11-04&se=2026-12-01&sr=b&sp=r&sig=YKIcuZYOoum2Zv30L‸nUDIUjmEz0nsmmzu21KBxPCrGy%3D',
      '"url": "https://prod-07.westeurope.logic.azure.com/workflows/q1w2/triggers/manual/paths/invoke?sp=%2Ftriggers&sig=HmhO7wNJe4MlyVihzv‸RzwXYEkTkWE1vpoK1QQOUwXHl%3D"',
    ],
    counterExamples: [
      'https://shop.blob.core.windows.net/in/a.csv?sv=2024-11-04&sig=REDACTED',
      'git log --format=%G? &sig=good',
      '?sig=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%3D',
    ],
  },
  {
    id: 'azure-account-key',
    title: 'Azure account key in a connection string',
    label: 'AZCONN',
    keywords: ['accountkey=', 'sharedaccesskey='],
    pattern: '(?:account|sharedaccess)key=(?<secret>[a-z0-9+/]{43}=|[a-z0-9+/]{86}==)(?![a-z0-9+/=])',
    caseless: true,
    accepts: isVaried,
    examples: [
      'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=Ss6aL8mNem9gc/dSffUejJtDkG3k7PtBLLo51d8KTm‸Mxu8KiqsAi1+TryFQbgzLryaDzSqqbnQnVM44K4wo3pL==;EndpointSuffix=core.windows.net',
      'Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=+e1h2RD/P89hD6afgr020HI/29MV35‸vaqjuzN/URCta9Bnc86rGU1X5f6UaxIly6p6ZNapyVz0Yxg09fReM/BP==',
    ],
    counterExamples: [
      'AccountKey=<your-account-key>;',
      'SharedAccessKey=short==',
      'AccountKey=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=;',
    ],
  },
  {
    id: 'azure-app-configuration',
    title: 'Azure App Configuration connection string',
    label: 'AZCONF',
    keywords: ['.azconfig.io'],
    pattern:
      '\\.azconfig\\.io;Id=[A-Za-z0-9+/:=-]{4,60};Secret=(?<secret>[A-Za-z0-9+/]{36,100}={0,2})(?![A-Za-z0-9+/=])',
    accepts: isVaried,
    examples: [
      'Endpoint=https://shop.azconfig.io;Id=q1-l0-s0:W2e3R4t5;Secret=EN/7iYoqz9HZ+eu/uH84XR/6ksT‸X8TW8GKUfquMD5nx=',
      '"AppConfig": "Endpoint=https://acme.azconfig.io;Id=z9Y8;Secret=15dpqKiXbYhtxIwa6xS19t‸0p8FuyM5D5DIOs+xY1Jrb="',
    ],
    counterExamples: [
      'Endpoint=https://shop.azconfig.io;Id=q1-l0-s0:W2e3R4t5',
      'Endpoint=https://shop.azconfig.io;Id=W2e3R4t5;Secret=****',
    ],
  },
  {
    id: 'microsoft-teams-webhook',
    title: 'Microsoft Teams webhook',
    label: 'TEAMS',
    keywords: ['.webhook.office.com'],
    pattern:
      '\\.webhook\\.office\\.com/webhookb2/(?<secret>[a-f0-9-]{36}@[a-f0-9-]{36}/IncomingWebhook/[a-f0-9]{32}/[a-f0-9-]{36}(?:/[A-Za-z0-9_-]{20,60})?)(?![A-Za-z0-9_-])',
    accepts: isVaried,
    examples: [
      'https://acme.webhook.office.com/webhookb2/089d2a47-b8ed-4bad-405a-ea82344136c5@53a037fb-43bc-c6b2-329c-5145146fb7f4/‸IncomingWebhook/cc603dd03fc985463146288e6194c269/5a8077f7-efb1-4e37-eedc-1922d6a74d26',
      'TEAMS_URL="https://shop.webhook.office.com/webhookb2/b8611ac5-351d-0693-cfaf-f5510e2f2e8a@7ebd2828-8934-e475-4aa8-814e67bfb09c/IncomingW‸ebhook/b5ffffb70ce9eb2edcbe3bbc08376712/8190ef8f-325d-277f-fc34-0596657522d8"',
    ],
    counterExamples: [
      'https://acme.webhook.office.com/webhookb2/',
      'https://acme.webhook.office.com/webhookb2/<id>@<tenant>/IncomingWebhook/<key>/<user>',
    ],
  },
];
