import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of those who serve others' models, and of where agents run. */
export const AI_HOSTS: readonly SecretRule[] = [
  prefixed({
    id: 'replicate-token',
    title: 'Replicate API token',
    label: 'REPLIC',
    keywords: ['r8_'],
    token: 'r8_[A-Za-z0-9]{37,40}',
    examples: [
      'curl -H "Authorization: Bearer r8‸_vSJGjTBSl9VnljpYyCuNuZV2DWxwcd4JvnPUGwza" https://api.replicate.com/v1/account',
      'login --replicate-token r8‸_ymEknGeVX8hjkip4RTCAGTI7a8aWvHmoKoaxb',
    ],
    counterExamples: [
      'REPLICATE_TOKEN=r8_onlmN0mbKhQSoejtCyf5bi07ZzVKBPqAvZ',
      'REPLICATE_TOKEN=r8_REDACTED',
      'id: or8_boMUs6UVthDcGliILr1q8d0AEqsimrSzb4Ix5K',
    ],
  }),
  prefixed({
    id: 'groq-key',
    title: 'Groq API key',
    label: 'GROQ',
    keywords: ['gsk_'],
    token: 'gsk_[A-Za-z0-9]{52}',
    examples: [
      'curl -H "Authorization: Bearer gsk‸_jjXUyci7Ow2c6aMHmbtNwZa4otDkCY8TKP3thJWuXAlfMdx8HvJ3" https://api.groq.com/openai/v1/models',
      'let groqKey = "gs‸k_M2GuXTOZm1ZXSh8X8HhJ6I5GIZ9rXyei2569RLsNsLtJ4fzBD6A7".to_string();',
    ],
    counterExamples: [
      'groq_key: gsk_doedMI3bMqtSqx9tQyspZEaLbI0fmgWgDVIXzcndUldIovkXs',
      'GROQ_KEY=gsk_REDACTED',
      'see ogsk_i35b5xRRA3gQsROKKhsmMiwW42Brng7IWk3gOFDwCXlDTcaaa9El for more',
    ],
  }),
  prefixed({
    id: 'cerebras-key',
    title: 'Cerebras API key',
    label: 'CEREBRAS',
    keywords: ['csk-'],
    token: 'csk-[a-z0-9]{48}',
    examples: [
      'os.environ["CEREBRAS_KEY"] = "csk‸-t1l9r2wdkc9y5nhcgrwekdoh3g068oaw7cgbc20ni50k9k2g"',
      'private static final String CEREBRAS_KEY = "cs‸k-1dcm3hrhkwmh8doxedurr7jq906xshw6dwtukgbqy1v3h8jo";',
    ],
    counterExamples: [
      'CEREBRAS_KEY=csk-9t9kn9kujhmixovqunjwptebzepmcux9dvhpbqhukt6ez',
      '"cerebrasKey": "csk-REDACTED"',
      'macsk-x03hnnp4ccrws2x63wzm9gudyp0l3lu3f096d579i86pd7fj',
    ],
  }),
  prefixed({
    id: 'nvidia-key',
    title: 'NVIDIA API key',
    label: 'NVIDIA',
    keywords: ['nvapi-'],
    token: 'nvapi-[A-Za-z0-9_-]{60,70}',
    examples: [
      'curl -H "Authorization: Bearer n‸vapi-BlLkQJycMK4r97wzUDLLZtuni2f3eAKmlv9MNB055i61Yo-qHcVNsHs0dgJt" https://integrate.api.nvidia.com/v1/models',
      'export NVIDIA_KEY="nvap‸i-BIQyt92Kd7Ts7yJPKyw5Pl4GOhTUZN-EwdioRmawU4NgdU4flYAd0pckpPtKhPq3o"',
    ],
    counterExamples: [
      "const nvidiaKey = 'nvapi-VftnQequPadSVcajHExDK20YkuszX6Cd9F_OtSBB9zRvLZ3r9UkRGp_L';",
      'NVIDIA_KEY=nvapi-...',
      'see vnvapi-kXH39jIKLIPKvlh2ywlovSJovA0IB5YsFqduEfpMzJ7Qkq3U7e9K3QpjrgUvpiYq4 for more',
    ],
  }),
  prefixed({
    id: 'openrouter-key',
    title: 'OpenRouter API key',
    label: 'OPENRT',
    keywords: ['sk-or-'],
    token: 'sk-or-v[0-9]-[a-f0-9]{64}',
    examples: [
      'os.environ["OPENROUTER_KEY"] = "sk‸-or-v9-40f464050912d8f25bd5421bcca495dc585fc47435cbaad077cae792ad1c8437"',
      'OPENROUTER_KEY=sk-‸or-v3-607df5794b36ef705d84975e7bfcce4718349c8bb784fdbf111e81353925be8c',
    ],
    counterExamples: [
      'openrouter_key: sk-or-v6-9a6676bb2d309b4e53f366d20789070ec7af08300f7a27cc3188859114baa',
      'OPENROUTER_KEY=sk-or-vREDACTED',
      'id: osk-or-v0-8c4dc722b2482dd9ceb9ddda48aca59d11d22abc1a1d6f899214980a94e76f8a',
    ],
  }),
  prefixed({
    id: 'fireworks-key',
    title: 'Fireworks AI API key',
    label: 'FIREW',
    keywords: ['fw_', 'fpk_'],
    token: '(?:fw|fpk)_[A-Za-z0-9]{22,26}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Fireworks-Key"] = "fpk_OH6jwa99UgV‸rEgg0zMson5f"',
      'fireworks_key = "f‸w_OxlXuJGig2zqSqHk1q46wm"  # rotate in May',
    ],
    counterExamples: [
      'FIREWORKS_KEY=fpk_19n644s3Il59pXYvyQa',
      '"fireworksKey": "fw_REDACTED"',
      'see mafpk_FCFSaEnCHfphST0Ow7SXQXl for more',
    ],
  }),
  prefixed({
    id: 'together-key',
    title: 'Together AI API key',
    label: 'TOGETH',
    keywords: ['tgp_v1_'],
    token: 'tgp_v1_[A-Za-z0-9_-]{43}',
    examples: [
      'together_key = "tgp_‸v1_kzfgMr5iiybVz0VfKhFK6P6n49t07Claigw_MHV6_31"  # rotate in May',
      "ENV['TOGETHER_KEY'] ||= 'tgp_v‸1_j323YDYZ569rHC492lcPCWiDOrTDtKOM2G4ipdYzaKk'",
    ],
    counterExamples: [
      'TOGETHER_KEY=tgp_v1_4FqOo9BT5pKbAuz9yQeakbvLiOTxNy_d6oPMRez',
      '"togetherKey": "tgp_v1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see otgp_v1_QU_kFDK43HX3VdYbE8aOt1_rvSYFNdVof8vyRBg83P1 for more',
    ],
  }),
  nearCredential({
    id: 'together-legacy-key',
    title: 'Together AI API key of before the prefix',
    label: 'TOGETH',
    names: ['together_api', 'togetherai', 'together_ai', 'together.xyz', 'together-api'],
    token: '[a-f0-9]{64}',
    examples: [
      'together_api_key: 1a60478c2129a1f28314ed19be‸2aaea6a6d56234fa96f121017516417bb4cf51',
      'request.headers["X-Together-Api-Key"] = "52b6e064d93bbae36141a15007383a7‸b1e585ec4a45bc8c911411eb7f2a0002a"',
    ],
    counterExamples: [
      'TOGETHER_API_KEY=26cd5105d246356c2cb1e7d30d05c718c952706242eac902d61977d9161ea',
      '"togetherApiKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "30d448dd941b063dcb0eac396c2ea29c48fd82204d81e9ebb3b35637c28e3033"',
    ],
  }),
  nearCredential({
    id: 'sambanova-key',
    title: 'SambaNova API key',
    label: 'SAMBANOV',
    names: ['sambanova'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'export SAMBANOVA_KEY="359f66b7-3d04-b‸21b-5e4b-5918ac00e214"',
      '<add key="SAMBANOVA_KEY" value="e0ba36f6-1708-304‸6-0c49-c7a32bb8cf68" />',
    ],
    counterExamples: [
      '"sambanovaKey": "a7a08854-3bfc-b4af-0c79-4ee201f"',
      '# SAMBANOVA_KEY: <sambanova-key>',
      'checksum: 320840e2-93cd-2ada-d5ff-d50d5560d65f',
    ],
  }),
  prefixed({
    id: 'runpod-key',
    title: 'RunPod API key',
    label: 'RUNPOD',
    keywords: ['rpa_'],
    token: 'rpa_[A-Za-z0-9]{40,52}',
    accepts: isOpaque,
    examples: [
      'runpod_key: r‸pa_vrDfBR2jA2VjyNbwfSRSw0V4eGEnI0up0NZhHIBlXkkb',
      "  runpodKey: process.env.RUNPOD_KEY ?? 'r‸pa_KMJqZd2GZNd5yQPN99NxAJFHbT9pqf5ZyQRCuLztH7',",
    ],
    counterExamples: [
      "const runpodKey = 'rpa_HSCQAtSq40fAFqpPfwTlSkCdYmJqsG4LNV';",
      '# set RUNPOD_KEY to rpa_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'hirpa_MDHvid17pe3RxD9bfJAbLSltqOq8vxHrsId5AW7Ec0mY',
    ],
  }),
  near({
    id: 'modal-token',
    title: 'Modal token id or secret',
    label: 'MODAL',
    names: ['modal_token', 'modal token', 'modal-token', 'modal.com'],
    token: 'a[ks]-[A-Za-z0-9]{22}',
    accepts: isMixed,
    examples: [
      'MODAL_TOKEN_SECRET=ak-il7XC6PtG‸LZtu7NfOeNjM4',
      'modal token set --token-id as-22RIvXrR1uD‸PASrdy4yFcV',
    ],
    counterExamples: [
      'modal_token: ak-fD1InuO7hL9rNt5ZZ',
      'MODAL_TOKEN=your_modal_token_here',
      'revision ak-h1vq7NtegyWVzGRGDLEJ1V',
    ],
  }),
  near({
    id: 'fal-key',
    title: 'fal key',
    label: 'FAL',
    names: ['fal_key', 'fal.ai', 'fal-key', 'fal_api', 'falkey', 'fal.config'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}:[a-f0-9]{32}',
    examples: [
      "  falKey: process.env.FAL_KEY ?? '5881acd4-fef1-a3af-1990-139c7‸616a21c:7ae53e2427c163bff23c3f43c6344e36',",
      '<add key="FAL_KEY" value="e5661c3f-5c59-16e4-835c-189bd680182a:cf2f‸d7f3c5a2a91b3deea59c7cef09fc" />',
    ],
    counterExamples: [
      'FAL_KEY=c3f80143-b7fb-ed24-4843-1c3fc5ac06cd:bf1140144e40ff9f3d8ffad023a62',
      'FAL_KEY=change-me',
      'checksum: 59f02d5c-fec3-a923-0706-544757681a8b:2e3da45086b62b62184afb55f82e72ce',
    ],
  }),
  prefixed({
    id: 'anyscale-token',
    title: 'Anyscale token',
    label: 'ANYSCALE',
    keywords: ['esecret_'],
    token: 'esecret_[A-Za-z0-9]{26}',
    examples: [
      'setx ANYSCALE_TOKEN ese‸cret_R8NH5aS8yLwuopyzqBxKNSPwog',
      '{"name": "ANYSCALE_TOKEN", "value": "esecret‸_snfrUS59ASFoagfLngJObZ278o"}',
    ],
    counterExamples: [
      "const anyscaleToken = 'esecret_M6QXKYdi0zIpeT8AaMGiko';",
      '# set ANYSCALE_TOKEN to esecret_xxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see abcesecret_stMD2090vWRr5MrTauRWhHMeKr for more',
    ],
  }),
  prefixed({
    id: 'e2b-key',
    title: 'E2B API key',
    label: 'E2B',
    keywords: ['e2b_'],
    token: 'e2b_[a-f0-9]{40}',
    examples: [
      'e2b_key := "e2‸b_2639659b1d97d236959a26120bf4e257cbdaae71"',
      'os.environ["E2B_KEY"] = "e2‸b_bd430970f5ab68d115c9a47a4635ccad2fa93ba4"',
    ],
    counterExamples: [
      'e2b_key: e2b_5ebe26bfbd9ed48bdb03197eac526297ac',
      '"e2bKey": "e2b_REDACTED"',
      're_e2b_b4f00c4db89d49fe99aa5a9772ca9aeeda4c7727',
    ],
  }),
  prefixed({
    id: 'browserbase-key',
    title: 'Browserbase API key',
    label: 'BRWSRBSE',
    keywords: ['bb_live_'],
    token: 'bb_live_[A-Za-z0-9_-]{27}',
    examples: [
      'let browserbaseKey = "bb_live‸_91g7vaxG4OcIW8MQ-Q1XO1gU3d6".to_string();',
      '"browserbaseKey": "bb_live‸_9C47m3qZArirc2u6TEcRJJcLmNS"',
    ],
    counterExamples: [
      'browserbase_key: bb_live_5bkICV6gMKE1FCSXEbimnYBnX',
      'BROWSERBASE_KEY=bb_live_xxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'vbb_live_1I9uuebACTfaq0NNO9hYQAVMssh',
    ],
  }),
  prefixed({
    id: 'cursor-key',
    title: 'Cursor API key',
    label: 'CURSOR',
    keywords: ['key_', 'crsr_'],
    token: '(?:key|crsr)_[a-f0-9]{64}',
    accepts: isOpaque,
    examples: [
      "ENV['CURSOR_KEY'] ||= 'crsr_c19d8ac865579296422‸bfc827df7769917f35b136b571526a40d18fa893ff29d'",
      'set -gx CURSOR_KEY ke‸y_e2f90f58e7fe85ebaedc5db6867479990e5e2c2407483606d3e7017902d82f7f',
    ],
    counterExamples: [
      '"cursorKey": "key_5d1f784b2d214d1963146d0b13cac7fff4f02c80081fc2a78de9c9875a"',
      '"cursorKey": "key_<your-cursor-key>"',
      'see vcrsr_d45db66b30a24997cb30df298ad16716cea6331eb392740ebd1cf565ce9830ab for more',
    ],
  }),
  {
    id: 'github-copilot-token',
    title: 'GitHub Copilot token',
    label: 'COPILOT',
    keywords: ['tid='],
    pattern:
      '(?<![A-Za-z0-9_])tid=(?<secret>[a-f0-9]{32};[A-Za-z0-9_=;.,-]{10,1200}:[a-f0-9]{64})(?![A-Za-z0-9])',
    accepts: isOpaque,
    examples: [
      '"token": "tid=ddb7e76a87a27d114e5ba82a0e373108;exp=1767368777;sku=copilot_for_bus‸iness_seat;st=dotcom;chat=1;8kp=1:c2c2a6d6f76d9b12458a98b084f1e69132aa490ee8a1603636947f9d158750a1"',
      'Authorization: Bearer tid=afdf87c00b4619e6c59094015311e12e;exp=1728573750;sku=copilot_fo‸r_business_seat;st=dotcom;chat=1;8kp=1:5cf351989dfcbb86e7f172400feafc471052003a8a0daedf8a4d23f1c4d2a9d3',
    ],
    counterExamples: [
      'tid=4;exp=1763720000',
      '"token": "tid=<tenant>;exp=<time>:<mac>"',
      'tid=00000000000000000000000000000000',
    ],
  },
];
