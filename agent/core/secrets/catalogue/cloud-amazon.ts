import type { SecretRule } from '../rule.ts';
import { isMixed, isVaried } from './randomness.ts';
import { near, prefixed } from './shape.ts';

/** Credentials of Amazon: its cloud, its sellers, its devices. */
export const CLOUD_AMAZON: readonly SecretRule[] = [
  prefixed({
    id: 'aws-access-key-id',
    title: 'AWS access key id',
    label: 'AWSID',
    keywords: ['AKIA', 'ABIA', 'ACCA'],
    token: 'A(?:KI|BI|CC)A[A-Z0-9]{16}',
    examples: [
      'aws_access_key_id = AKIA3IEAQJ‸BU8E5JF1VE',
      'headers = {"Authorization": "Bearer AKIA5W4SD8‸2LATYPRODL"}',
      "const awsAccessKeyId = 'AKIASCVN4‸A3P4HUADTEO';",
    ],
    counterExamples: ['aws_access_key_id = AKIAIOSFODNN7EXAMPLE', 'AKIAKIAKIAKIA', 'NAKIAS2Q7WMZ4XKLVB3PTD'],
  }),
  prefixed({
    id: 'aws-temporary-access-key-id',
    title: 'AWS temporary access key id',
    label: 'AWSTMP',
    keywords: ['ASIA'],
    token: 'ASIA[A-Z0-9]{16}',
    examples: [
      'https://acme.s3.amazonaws.com/a?X-Amz-Credential=AS‸IAY1HSNNGPJ8AFI6AW%2F20261102%2Feu-west-1%2Fs3%2Faws4_request',
      'request.headers["X-Aws-Temporary-Access-Key-Id"] = "AS‸IA8JQUL5IPPWDVN51L"',
    ],
    counterExamples: [
      '"awsTemporaryAccessKeyId": "ASIAMM2WSFVJOG"',
      '"awsTemporaryAccessKeyId": "ASIAREDACTED"',
      'id: abcASIA4GUSYTQ87JT9H4AT',
    ],
  }),
  near({
    id: 'aws-secret-access-key',
    title: 'AWS secret access key',
    label: 'AWSKEY',
    names: [
      'aws_secret',
      'aws-secret',
      'awssecret',
      'secret_access_key',
      'secretaccesskey',
      'secret-access-key',
      'secret access key',
      'aws_sec',
      'aws.secret',
      'aws_key',
      'awskey',
      's3_secret',
      's3-secret',
      's3secret',
    ],
    token: '[A-Za-z0-9+/]{40}',
    accepts: isMixed,
    examples: [
      'aws_secret_access_key = YvHF5lXtRQAV/OT1X‸5g8gVV4XL8xzph/OYhhcI5e',
      '"SecretAccessKey": "o1tiky6vZUhjpAK0ta+pVyl‸26zFex9m5/g+/3yvC"',
      "new AWS.S3({ secretAccessKey: '3DCV3psiM7zw31LxItgn‸yMlJqwTWsIZbQzvE9Zqf' })",
    ],
    counterExamples: [
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'aws_secret_file=9fceb02d0ae598e95dc970b74767f19372d61af8',
      '"awsSecretAccessKey": "wNZwW1XS9pM65PIVmau9o3X1FnCE7/tPM2QI6"',
    ],
  }),
  {
    id: 'aws-secret-after-id',
    title: 'AWS secret access key beside its id',
    label: 'AWSKEY',
    keywords: ['AKIA', 'ASIA'],
    pattern:
      'A[KS]IA[A-Z0-9]{16}[^A-Za-z0-9+/](?:[^\\r\\n]{0,40}?[\\s=:,("\'`|])?(?<secret>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])',
    accepts: isMixed,
    examples: [
      'AKIAIOSFODNN7EXAMPLE:USWz8Ljh5DO1V8JUts‸Y56V9yhUw2kuUpSsNQqe8J',
      'AKIAIOSFODNN7EXAMPLE, OQ9cY6oG+gCuLZC‸VneicBB9jy/pWjHi2FhlhYCUi, eu-west-1',
      "new Client('AKIAIOSFODNN7EXAMPLE', 't0zn/kJvsCzwZqtgIbJw‸YxgAldEX7lr8u+Fwi7Ri')",
    ],
    counterExamples: [
      'AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'AKIAIOSFODNN7EXAMPLE 9fceb02d0ae598e95dc970b74767f19372d61af8',
      'AKIAIOSFODNN7EXAMPLE:tooShort17',
    ],
  },
  {
    id: 'aws-session-token',
    title: 'AWS session token',
    label: 'AWSSESS',
    keywords: [
      'session_token',
      'sessiontoken',
      'session-token',
      'security-token',
      'security_token',
      'securitytoken',
    ],
    pattern:
      '(?:session|security)[_-]?token["\'\\]\\\\]{0,3}[ \\t]{0,3}[=:,]{1,2}[\\s"\'`\\\\]{0,3}(?<secret>(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/%]{90,1600}={0,2})(?![A-Za-z0-9+/=])',
    caseless: true,
    accepts: isVaried,
    examples: [
      'AWS_SESSION_TOKEN=IQoJXbDYt1KXO3PsVkyalSAYsAbkMI8Chsf1YW2zKu3AvY++87j+M4zOhKG1RY8‸eGxIXwLO1c3vwvb3bF0AAIY2KuFnRYeN4alqnFwnxQD7um/zezwrr+pvkINKb',
      '"SessionToken": "IQoJYWqIkbFtebmH3cXNBZ70xrbDRcuVhkHXyGmsBlBsy3mMND8eheJ7Ihm5bZov28R0mcIIFjx‸BJiwInV7mVXQxu73kdWlJzvlxovhuNyb7Lb0ekNE+Pgadegfh"',
      'curl -H "X-Amz-Security-Token: IQoJTQIpu7roNvbD3wDMmVx2rxQPxCRrck0NsqV/5v2a‸pKmCECwsuS3FDCIaoUMf1IAdT6qVlgb40KVkbycDZLTu3FRiwB5Gjl4pa27KnS/SsurhZQLiyvjYUwUv" https://s3.amazonaws.com/',
    ],
    counterExamples: [
      'AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjE',
      'aws_session_token = <token>',
      'X-Amz-Security-Token: xxxxxxxxxxxxxxxx',
    ],
  },
  prefixed({
    id: 'aws-bedrock-api-key',
    title: 'Amazon Bedrock API key',
    label: 'BEDROCK',
    keywords: ['ABSK'],
    token: 'ABSK[A-Za-z0-9+/]{100,280}={0,2}',
    examples: [
      'export AWS_BEARER_TOKEN_BEDROCK=ABS‸KSMb1btZt7sKbL1sXkVusUIG2i6mExsQNk1KHGPOUH262GxyUeo/Iji9zyzjtP+DArx/EygbCITSNoleCBB8kpcDompYBw1o0rpagZe',
      'args: ["--aws-bedrock-api-key", "AB‸SKQQQWgUfxBhpYEAw9F2a9WHpvb8RtozMadG6iCZ2IcX/BGY7ce5kZLl2bxx6F4fyYXgUtWixVLi74MNUxLRR+z9+gdYWcUklG8Lxl"]',
    ],
    counterExamples: [
      'aws_bedrock_api_key: ABSKrQvCQCbU6XT9ip3JMw1OsimrZ4SNJ9YyYxfgFr1Wwn9aMYu4gIXFM+bYzWxjkSqm3xVXrFiGTENQUv62qxjjKxRdQvd0HeP',
      '# set AWS_BEDROCK_API_KEY to ABSK...',
      'see oABSKzeorEtk7YkUf0+IQ99fkW3o26hft4X24h8BKfFW3Lx6DDb6zxUxCo+xgQ8UMPgMclIhep+QUbmKbCAb9FBBhdX+Q3X8qBhZspaTaCMGtZ= for more',
    ],
  }),
  prefixed({
    id: 'aws-bedrock-short-term-key',
    title: 'Amazon Bedrock short-term API key',
    label: 'BEDROCK',
    keywords: ['bedrock-api-key-'],
    token: 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/]{40,2400}={0,2}',
    examples: [
      'AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-‸YmVkcm9jay5hbWF6b25hd3MuY29txBSN9uC7nr5JPTEaKdJVHW1tebHu/p57dYkB8g82==',
      'setx AWS_BEDROCK_SHORT_TERM_KEY bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY2‸9tgsTHrk1sTdaW7vj73epOg9DBKJCuvpeBi/+5EKbB==',
    ],
    counterExamples: [
      '"awsBedrockShortTermKey": "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29twvE/5/gQvrtUOIhzk9zyszYn5mVU0kSPw13"',
      '"awsBedrockShortTermKey": "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tREDACTED"',
      'see abcbedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tu7DZtlLRv6nQ6mWtnsCci1OQZij3WMs9VJDeRrO6== for more',
    ],
  }),
  prefixed({
    id: 'aws-appsync-key',
    title: 'AWS AppSync API key',
    label: 'APPSYNC',
    keywords: ['da2-'],
    token: 'da2-[a-z0-9]{26}',
    examples: [
      "curl -H 'x-api-key: da2‸-ps5jksu8k5a6gwq1jhy3wsoajd' https://abcdefghij.appsync-api.eu-west-1.amazonaws.com/graphql",
      'headers = {"Authorization": "Bearer d‸a2-v7u6ee4za1hsb72twrfgw3j0ai"}',
    ],
    counterExamples: [
      "const awsAppsyncKey = 'da2-nt8e6cc1qjka1okg0gqa40gz';",
      'AWS_APPSYNC_KEY=da2-xxxxxxxxxxxxxxxxxxxxxxxxxx',
      'abcda2-pzfy7pz3x1rgfqys1uez4fa0x4',
    ],
  }),
  near({
    id: 'aws-api-gateway-key',
    title: 'Amazon API Gateway key',
    label: 'APIGW',
    names: ['execute-api'],
    token: '[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      'curl https://q1w2e3.execute-api.eu-west-1.amazonaws.com/prod -H "x-api-key: TlZ5GxWw0L7nm7jX‸soUoxjuxS7lWVfSSbqp4Vevp"',
      'execute-api: { "x-api-key": "lr8KXMZS3lAlBL‸PZMHfSGIPqj0MduziQZecWJ5py" }',
    ],
    counterExamples: [
      'https://q1w2e3.execute-api.eu-west-1.amazonaws.com/prod?rev=9fceb02d0ae598e95dc970b74767f19372d61af8',
      'aws_api_gateway_key: RyAj7F2RUHuA0NOayK50saBpWdggFDzeNfrb',
      '"awsApiGatewayKey": "change-me"',
    ],
  }),
  near({
    id: 'aws-ses-smtp-password',
    title: 'Amazon SES SMTP password',
    label: 'SESSMTP',
    names: ['ses_smtp', 'ses-smtp', 'sessmtp', 'ses_password', 'amazonses', 'email-smtp'],
    token: 'B[A-Za-z0-9+/]{43}',
    accepts: isMixed,
    examples: [
      'ses_smtp_password: BXn5ntYnQ8BPG14‸NWxqomJr4aQlFGXR+ROPkelGROQtE',
      'request.headers["X-Ses-Smtp-Password"] = "B0TRja91p+LXNB7WZI0Z‸EYeYhTMcDHfForPxAXIvQiGT"',
    ],
    counterExamples: [
      'ses_smtp_password: BjuKekNV1K7/9MTYZPzovnb/ySFM77Yz2bjgzBE',
      'SES_SMTP_PASSWORD=change-me',
      '"etag": "Bzy8a7jR9pla01WEXRR27zHFpTc6kluBASHE5sRThjlH"',
    ],
  }),
  prefixed({
    id: 'amazon-mws-token',
    title: 'Amazon MWS auth token',
    label: 'AMZMWS',
    keywords: ['amzn.mws.'],
    token: 'amzn\\.mws\\.[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'AMAZON_MWS_TOKEN: "amzn‸.mws.4d91ad65-3bac-0206-63c9-02806ecc75c2"',
      'AMAZON_MWS_TOKEN=amzn.m‸ws.daa26073-ecea-14b5-6dc8-9cd3158637a6',
    ],
    counterExamples: [
      'AMAZON_MWS_TOKEN=amzn.mws.702a6c7b-c5a2-14f3-bdd3-517e842',
      '# set AMAZON_MWS_TOKEN to amzn.mws.<your-amazon-mws-token>',
      'see oamzn.mws.3863397d-2050-5035-973a-d0a079e632b4 for more',
    ],
  }),
  prefixed({
    id: 'amazon-login-client-secret',
    title: 'Login with Amazon client secret',
    label: 'AMZLWA',
    keywords: ['amzn1.oa2-cs.v1.'],
    token: 'amzn1\\.oa2-cs\\.v1\\.[a-f0-9]{64}',
    examples: [
      'private static final String AMAZON_LOGIN_CLIENT_SECRET = "a‸mzn1.oa2-cs.v1.629176240442c8a3fc1e9d15e3c94125f27ba46ab0d90c0c81557a0cf0214d4c";',
      "client = AmazonClient('amzn1.oa2-cs.v1‸.3f141da2d3fffe354e19ee22fb211f3ac7f53251284683145d1600aaf1fc977a')",
    ],
    counterExamples: [
      'AMAZON_LOGIN_CLIENT_SECRET=amzn1.oa2-cs.v1.e97b51f51362e29b1528036b79b9cfac3ce1cf45a0682802397a788fec117',
      '# set AMAZON_LOGIN_CLIENT_SECRET to amzn1.oa2-cs.v1.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see abcamzn1.oa2-cs.v1.9ce3a7258d36c7aff5eee4484b064b2606d9fe31b170ac17d797004edf251914 for more',
    ],
  }),
  prefixed({
    id: 'amazon-login-token',
    title: 'Login with Amazon access or refresh token',
    label: 'AMZTOK',
    keywords: ['Atza|', 'Atzr|'],
    token: 'Atz[ar]\\|[A-Za-z0-9_+/=-]{60,1600}',
    examples: [
      '"refresh_token": "At‸za|_JMgTV6U=K+MUgCkO9M48eKZdp86g60hE0q3PTFqV_vOE/iPlc4PlkkkPQmP"',
      'x-amz-access-token: At‸za|ObDdICk7iVge3_1Lx-oC/WpwP/r=im78hXLKDkrJYqj450xWUddDH9KudYYl',
    ],
    counterExamples: [
      'Atzr|IwEB',
      '"refresh_token": "Atzr|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'AMAZON_LOGIN_TOKEN=Atza|HxDTUQ9c5ea-+t=EWjNRjRziTlSlyB5j5vYw08uABFWiCspurc9pkSh5aL',
    ],
  }),
];
