import type { SecretRule } from '../rule.ts';
import { mayBeIssued } from './checksum.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of registries of packages and images. */
export const PACKAGE_REGISTRIES: readonly SecretRule[] = [
  prefixed({
    id: 'npm-token',
    title: 'npm access token',
    label: 'NPM',
    keywords: ['npm_'],
    token: 'npm_[A-Za-z0-9]{36}',
    accepts: mayBeIssued,
    examples: [
      '//registry.npmjs.org/:_authToken=np‸m_LjIvioTsmzEAWho2Y175UxTXVwxGbO2JCeSS',
      "ENV['NPM_TOKEN'] ||= 'np‸m_GMM5YLBOrZkwRRky8d2Wi2Z3zj76sl2QVv04'",
      'NPM_TOKEN: "npm‸_eaplo8ciGquXUtWWnEXMO6A7dWdh9912Gcz8"',
    ],
    counterExamples: [
      'npm_config_registry_and_the_rest_of_the_name_of',
      'NPM_TOKEN=npm_16C7e42F292c6912E7710c838347Ae178B4a',
      'NPM_TOKEN=npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  }),
  {
    id: 'npm-legacy-token',
    title: 'npm access token of before the prefix',
    label: 'NPM',
    keywords: ['_authtoken'],
    pattern:
      '_authtoken[ \\t]{0,3}=[ \\t"\']{0,3}(?<secret>[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}|NpmToken\\.[a-f0-9-]{36}|[A-Za-z0-9+/]{40,88}={0,2})(?![A-Za-z0-9_+/=-])',
    caseless: true,
    accepts: isOpaque,
    examples: [
      '//registry.npmjs.org/:_authToken=36a375ac-2886-5a‸41-8e39-6ac28c6b4245',
      '//npm.acme.io/:_authToken = "49b29e4f-f1db-2bef-b6‸7e-2fa6ee15bb0f"',
    ],
    counterExamples: [
      '//registry.npmjs.org/:_authToken=$NPM_TOKEN',
      '//registry.npmjs.org/:_authToken=00000000-0000-0000-0000-000000000000',
    ],
  },
  prefixed({
    id: 'pypi-token',
    title: 'PyPI API token',
    label: 'PYPI',
    keywords: ['pypi-'],
    token: 'pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,400}',
    examples: [
      'password = pypi-‸AgENdGVzdC5weXBpLm9yZwzsypcqFtnB4u5Z7mNicnuD-Cq0C45zE0VHX3OZGNYklbQ7B99X_EjHj',
      'pypi_token: pypi‸-AgENdGVzdC5weXBpLm9yZwfh1i7zPaLlL_YCoOx9i4MbB4Sh4FCKXKMweMQdOJn3zBf-lqu3',
    ],
    counterExamples: [
      "const pypiToken = 'pypi-AgENdGVzdC5weXBpLm9yZwS9lG9gF3u0V5MkqRKFjDSvzc4yGIr8JuChMLRklz5lztu';",
      '# set PYPI_TOKEN to pypi-AgExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: vpypi-AgENdGVzdC5weXBpLm9yZw6ObW2ZqPimQUR4iPBhTzZaeakV1O-FqyNIz6b0R6PoMlbhY2DJy',
    ],
  }),
  prefixed({
    id: 'rubygems-key',
    title: 'RubyGems API key',
    label: 'RUBYGEMS',
    keywords: ['rubygems_'],
    token: 'rubygems_[a-f0-9]{48}',
    examples: [
      ':rubygems_api_key: rubygem‸s_adafe39a84a25255cab2ad168a7631a23a3a6cfb6596dbc4',
      'os.environ["RUBYGEMS_KEY"] = "rubygems‸_98439dd979489aa171db3b8248f6c02ac21222e65c529939"',
    ],
    counterExamples: [
      '"rubygemsKey": "rubygems_3908f370aec25f2d28d83ca5916e776a37a24c558e690"',
      '"rubygemsKey": "rubygems_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see marubygems_8dc4b8f01b73f46f690e7da9c36a1e45ca89ac31a50a540f for more',
    ],
  }),
  prefixed({
    id: 'crates-io-token',
    title: 'crates.io API token',
    label: 'CRATES',
    keywords: ['cio'],
    token: 'cio[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'cargo login ci‸o9VyDWNY8C9cJeqXuO3FFnh7drhOk49kL',
      'CRATES_IO_TOKEN: "c‸io5c1CtL7DuPsC8eq4c1uvj3IRstR7Co7M"',
    ],
    counterExamples: [
      'CRATES_IO_TOKEN=cioqYtLGcNuJeG6jvVaHo4C4HBlD1qly',
      '"cratesIoToken": "cio..."',
      'see re_cio0EBS4Zx754azj3DuSaIX9CkYS8dpWISU for more',
    ],
  }),
  prefixed({
    id: 'nuget-key',
    title: 'NuGet API key',
    label: 'NUGET',
    keywords: ['oy2'],
    token: 'oy2[a-z0-9]{43}',
    examples: [
      'dotnet nuget push acme.nupkg --api-key o‸y203tgy2b1ju1hb6c6dy0z11j40el0fq5h258fcvxhv5o',
      '"nugetKey": "o‸y2k1zg20cauypiv1s59w5eijpucclg8fsg24f5yyrn0sd"',
    ],
    counterExamples: [
      "const nugetKey = 'oy2v8izwfjg5dtpcfe7ee57i1yjehufjgjaktcnzz';",
      '"nugetKey": "oy2<your-nuget-key>"',
      'voy21jqd5eeb5tj55ni31sa8ygtwgwc0e41hpzw9z55afup',
    ],
  }),
  prefixed({
    id: 'docker-pat',
    title: 'Docker personal or organization access token',
    label: 'DOCKER',
    keywords: ['dckr_pat_', 'dckr_oat_'],
    token: 'dckr_[po]at_[A-Za-z0-9_-]{27,32}',
    examples: [
      'echo dck‸r_pat_2yrf9xk5EJVRAHNeWc4cvao4xovI7tHN | docker login -u acme --password-stdin',
      'let dockerPat = "dc‸kr_pat_scZWdy7fK9FdOBosq47RKpzapnp3".to_string();',
    ],
    counterExamples: [
      '"dockerPat": "dckr_pat_u-hsIzVQuHBKGjlJLJyFymg"',
      'DOCKER_PAT=dckr_<your-docker-pat>',
      'id: odckr_oat__HfSFd5HgLmdCM76AzwLtIsaXFjp',
    ],
  }),
  {
    id: 'docker-auth',
    title: 'Credentials in a Docker configuration',
    label: 'DOCKAUTH',
    keywords: ['"auth"'],
    pattern: '"auth"[ \\t]{0,4}:[ \\t]{0,4}"(?<secret>[A-Za-z0-9+/]{16,400}={0,2})"',
    accepts: isMixed,
    examples: [
      '{"auths": {"https://index.docker.io/v1/": {"auth": "5v/lMbugxOa9HTk4‸LmNPziZHZamC0dG46ZXHGRl/"}}}',
      '"auth" : "uH5IaCNMrVck51y6AZ60‸+JOTYonMlT1HNpQ/DsEy"',
    ],
    counterExamples: ['"auth": ""', '"auth": "required"', '"auth": "xxxxxxxxxxxxxxxxxxxxxxxx"'],
  },
  prefixed({
    id: 'jfrog-api-key',
    title: 'JFrog API key',
    label: 'JFROG',
    keywords: ['AKCp'],
    token: 'AKCp[A-Za-z0-9]{69}',
    examples: [
      'export JFROG_API_KEY="AK‸CpJAOa5ooADUyh9MdlH5N9RxH5awETq58ZpnX4cHwIQke9ixc7LLxYsR6Osbc39kSUgROqP"',
      '"jfrogApiKey": "AK‸Cp78Ma7n0WSrK9HyWsnTa5vnRasopFDlt5aUFd4MZ5MxjORhqwbf8DK8iYhoP4A4wpKRtMx"',
    ],
    counterExamples: [
      '"jfrogApiKey": "AKCp8CODNjF44V1cwSImW1tPcl1Gz2uxiOXbmon6dnNXlzOmRkrGUFBBWawOXB5MJeitM"',
      '# set JFROG_API_KEY to AKCp...',
      'id: maAKCprQZhdrHz8HPxpj22ZK38rREqHsNE3yEcG53ZI45UxTHmOGCwfhs4Ygvrz4itv5hJhtnLX',
    ],
  }),
  prefixed({
    id: 'jfrog-reference-token',
    title: 'JFrog reference token',
    label: 'JFROG',
    keywords: ['cmVmdGtuOj'],
    token: 'cmVmdGtuOj[A-Za-z0-9]{54}',
    examples: [
      'JFROG_REFERENCE_TOKEN: "cmVmdG‸tuOjAQBVU2v77L8vdVNZgb7NW5FI2powVB44vcQrCSnxM8zeASun0uNpIj"',
      'setx JFROG_REFERENCE_TOKEN cmVmdGtu‸OjctAEpsTIftEbwOebQS8IxoELpb4CTBiMysrkiuoabjgJNvjZkbWR11',
    ],
    counterExamples: [
      '"jfrogReferenceToken": "cmVmdGtuOjMZBi5Z7c0aWSGqH5T8rSH4CmDN6vFKFTflTuyUNGZjMzCFhtrpro"',
      '# set JFROG_REFERENCE_TOKEN to cmVmdGtuOjxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see re_cmVmdGtuOjyi45VzittK7oEABvfPbygU1qTs6rKOa0TUt3p7dIivNtstM7ctielY for more',
    ],
  }),
  prefixed({
    id: 'clojars-token',
    title: 'Clojars deploy token',
    label: 'CLOJARS',
    keywords: ['CLOJARS_'],
    token: 'CLOJARS_[a-f0-9]{60}',
    examples: [
      '{"name": "CLOJARS_TOKEN", "value": "CLO‸JARS_ba9348675ca6053ae783c75386f20c7790235609bdf7e411234684773404"}',
      'CLOJARS_TOKEN=CL‸OJARS_71eb80adca3b6e5c2861e07f840bd18caa34527ffe6c10b90cddaa526264',
    ],
    counterExamples: [
      'clojars_token: CLOJARS_17491eb0fe8477aa78185664e6f2a1b7eed68fb9de1d61ffe18e193f6',
      'CLOJARS_TOKEN=CLOJARS_...',
      'see oCLOJARS_9ae1b856e123fb22226ea55385d209010c8dd73140f9a7e420f415ff48cb for more',
    ],
  }),
  prefixed({
    id: 'packagist-token',
    title: 'Private Packagist token',
    label: 'PACKGST',
    keywords: ['packagist_'],
    token: 'packagist_[a-z]{2,5}_[A-Fa-f0-9]{60,74}',
    examples: [
      'headers = {"Authorization": "Bearer packag‸ist_as_7a5e2e07f7b546828280139ad1a21867619e047c707cd3af65479631e9a0a9f6"}',
      'PACKAGIST_TOKEN: "packag‸ist_sjf_28c11eeb481c3c439341a1fdaf5686a602db2c5cbe5c4ed9c2c5de88ea55851"',
    ],
    counterExamples: [
      "const packagistToken = 'packagist_pf_d19bfcbf9e65b4fb51e19e613437e82f756c18327e96afad122dd47f';",
      '"packagistToken": "packagist_..."',
      'id: hipackagist_xwbgd_5ccb048df811780713643ea01df2177f03260f68ed00a74f52fe2685f00ce',
    ],
  }),
  nearCredential({
    id: 'packagist-api-token',
    title: 'Packagist API token',
    label: 'PACKGST',
    names: ['packagist'],
    token: '[A-Za-z0-9_-]{20}',
    accepts: isMixed,
    examples: [
      'args: ["--packagist-api-token", "Erk0yPU4‸9VvVPpiKQuSf"]',
      'ENV PACKAGIST_API_TOKEN 5GVK-bEC‸jcr80dajXd_2',
    ],
    counterExamples: [
      '"packagistApiToken": "ZGG-EeFW06cLWkMOxv"',
      'PACKAGIST_API_TOKEN=change-me',
      'revision hGlCMp4K5BEeKBl3tSTP',
    ],
  }),
  prefixed({
    id: 'jsr-token',
    title: 'JSR token',
    label: 'JSR',
    keywords: ['jsrp_', 'jsrd_'],
    token: 'jsr[pd]_[A-Za-z0-9]{36,60}',
    examples: [
      'val jsrToken: String = "js‸rd_EaH0zWEqNffBFpqawrc745Tl5bjnLtNfrZro"',
      '<add key="JSR_TOKEN" value="js‸rd_AV9aVsiRaPlorqGjzq27zqnkEq028ExnjIJZuQj" />',
    ],
    counterExamples: [
      'JSR_TOKEN=jsrp_vfVMUA9r8h5oD73n5coxhX5t2jl561E8',
      'JSR_TOKEN=jsrxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'majsrp_rsY6Yqs0ssleRH8wQSdtc25XyN5KScQIsteWmKhTx',
    ],
  }),
  nearCredential({
    id: 'hex-key',
    title: 'Hex.pm API key',
    label: 'HEXPM',
    names: ['hex_api', 'hex-api', 'hex.pm', 'hexpm'],
    token: '[a-f0-9]{32}|[a-f0-9]{64}',
    examples: [
      'login --hex-api-key fd63b0c846‸1bfe44c1162d3cb2470b05',
      'HEX_API_KEY: "cc03d9f579f8337ff3921cf59f4a9fd97‸060a258ac3ef59a343bd419331e29d1"',
    ],
    counterExamples: [
      'HEX_API_KEY=d7005595df84641ad154a0a67281b',
      '# HEX_API_KEY: <hex-api-key>',
      'ref = "eb0abc56e88609a03e765ff7fb8aa946ddd587adc2b21a69bdcda3de905fbd80"',
    ],
  }),
  near({
    id: 'anaconda-token',
    title: 'Anaconda token',
    label: 'ANACONDA',
    names: ['anaconda', 'binstar', 'conda_token'],
    token: '[a-z]{2}-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'request.headers["X-Anaconda-Token"] = "du-4f282c10-65da-26‸63-791c-49eb217790fc"',
      'ANACONDA_TOKEN: "fm-30cbb5fd-ecce-c022-b‸905-92b30d157e90"',
    ],
    counterExamples: [
      '"anacondaToken": "rh-879dcd04-1feb-b50d-8d25-a9bb7d3"',
      'ANACONDA_TOKEN=change-me',
      '"etag": "sm-448eced0-a57b-d2e2-c913-a950ca0decb0"',
    ],
  }),
  nearCredential({
    id: 'cloudsmith-key',
    title: 'Cloudsmith API key',
    label: 'CLDSMITH',
    names: ['cloudsmith'],
    token: '[a-f0-9]{40}',
    examples: [
      'CLOUDSMITH_KEY=62dd5354c28aa11d29‸3b26f631b040a22a29edf9',
      "ENV['CLOUDSMITH_KEY'] ||= '2f4248cc4ed4247d14e0ab15‸dca9c4e7d05322e3'",
    ],
    counterExamples: [
      'CLOUDSMITH_KEY=31097d0307e57c98e287599878d7841ef87d6a',
      'CLOUDSMITH_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision 1363c4925532d4d853ecdaa22146ab596ce3fb0a',
    ],
  }),
];
