/** A kind of credential: the rule of the starter pack that finds it, and how its issuer writes it. */
export interface SecretKind {
  readonly name: string
  readonly rule: string
  /** Of random characters, so that no value is anybody's. Where only a part is secret, that stands within `«»`. */
  write(random: RandomText): string
}

/** So many random characters of an alphabet. */
export interface RandomText {
  letters(count: number): string
  digits(count: number): string
  hex(count: number): string
  upper(count: number): string
  lower(count: number): string
  /** Letters of both cases, digits, `-` and `_`. */
  url(count: number): string
  base64(bytes: number): string
  uuid(): string
}

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `next` gives whole numbers from 0 up to, and without, its argument. */
export function randomText(next: (limit: number) => number): RandomText {
  const of = (alphabet: string) => (count: number) =>
    Array.from({ length: count }, () => alphabet.charAt(next(alphabet.length))).join('')
  const hex = of('0123456789abcdef')
  return {
    // A digit and a letter at the ends, so that no run of chance looks like a word.
    letters: (count) => `${next(10)}${of(alphanumeric)(count - 2)}${of('abcdefghij')(1)}`,
    digits: (count) => `${1 + next(9)}${of('0123456789')(count - 1)}`,
    hex: (count) => hex(count),
    upper: of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
    lower: of('abcdefghijklmnopqrstuvwxyz0123456789'),
    url: (count) => `${next(10)}${of(`${alphanumeric}-_`)(count - 2)}${next(10)}`,
    base64: (bytes) => Buffer.from(Array.from({ length: bytes }, () => next(256))).toString('base64'),
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  }
}

function pem(label: string, random: RandomText): string {
  const lines = (random.base64(300).match(/.{1,64}/g) ?? []).join('\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----`
}

const shapes: Record<string, Record<string, (random: RandomText) => string>> = {
  no_access_tokens: {
    'aws access key id': (r) => `AKIA${r.upper(16)}`,
    'aws temporary access key id': (r) => `ASIA${r.upper(16)}`,
    'github personal access token': (r) => `ghp_${r.letters(36)}`,
    'github oauth token': (r) => `gho_${r.letters(36)}`,
    'github user-to-server token': (r) => `ghu_${r.letters(36)}`,
    'github server-to-server token': (r) => `ghs_${r.letters(36)}`,
    'github refresh token': (r) => `ghr_${r.letters(36)}`,
    'github fine-grained token': (r) => `github_pat_${r.letters(22)}_${r.letters(59)}`,
    'gitlab personal access token': (r) => `glpat-${r.url(20)}`,
    'gitlab routable token': (r) => `glpat-${r.url(27)}.01.${r.lower(9)}`,
    'slack bot token': (r) => `xoxb-${r.digits(12)}-${r.digits(13)}-${r.letters(24)}`,
    'slack user token': (r) => `xoxp-${r.digits(12)}-${r.digits(12)}-${r.digits(13)}-${r.hex(32)}`,
    'slack app token': (r) => `xapp-1-A${r.upper(10)}-${r.digits(13)}-${r.hex(64)}`,
    'slack configuration token': (r) => `xoxe-1-${r.letters(146)}`,
    'stripe secret key': (r) => `sk_live_${r.letters(24)}`,
    'stripe restricted key': (r) => `rk_live_${r.letters(24)}`,
    'stripe test key': (r) => `sk_test_${r.letters(99)}`,
    'google api key': (r) => `AIza${r.url(35)}`,
    'google oauth token': (r) => `ya29.${r.url(60)}`,
    'openai key': (r) => `sk-${r.letters(48)}`,
    'openai project key': (r) => `sk-proj-${r.url(74)}T3BlbkFJ${r.url(74)}`,
    'openai service account key': (r) => `sk-svcacct-${r.url(58)}T3BlbkFJ${r.url(58)}`,
    'anthropic key': (r) => `sk-ant-api03-${r.url(93)}AA`,
    'anthropic admin key': (r) => `sk-ant-admin01-${r.url(93)}AA`,
    'openrouter key': (r) => `sk-or-v1-${r.hex(64)}`,
    'hugging face token': (r) => `hf_${r.letters(34)}`,
    'npm token': (r) => `npm_${r.letters(36)}`,
    'pypi token': (r) => `pypi-AgEIcHlwaS5vcmc${r.url(150)}`,
    'sendgrid key': (r) => `SG.${r.url(22)}.${r.url(43)}`,
    'digitalocean token': (r) => `dop_v1_${r.hex(64)}`,
    'shopify access token': (r) => `shpat_${r.hex(32)}`,
    'json web token': (r) => `eyJhbGciOiJIUzI1NiJ9.eyJ${r.url(40)}.${r.url(43)}`,
    'password in a url': (r) => `https://deploy:«${r.letters(20)}»@host.example.org/path`,
    'rsa private key': (r) => pem('RSA PRIVATE KEY', r),
    'ec private key': (r) => pem('EC PRIVATE KEY', r),
    'dsa private key': (r) => pem('DSA PRIVATE KEY', r),
    'pkcs8 private key': (r) => pem('PRIVATE KEY', r),
    'encrypted private key': (r) => pem('ENCRYPTED PRIVATE KEY', r),
    'openssh private key': (r) => pem('OPENSSH PRIVATE KEY', r),
    'pgp private key': (r) => pem('PGP PRIVATE KEY BLOCK', r),
  },
  no_cloud_tokens: {
    'agentsentry key': (r) => `as_${r.letters(36)}`,
    'google oauth client secret': (r) => `GOCSPX-${r.url(28)}`,
    'google refresh token': (r) => `1//0${r.url(60)}`,
    'aws bedrock key': (r) => `ABSK${r.base64(99)}`,
    'azure client secret': (r) => `${r.letters(3)}8Q~${r.url(34)}`,
    'alibaba access key id': (r) => `LTAI5t${r.letters(18)}`,
    'digitalocean oauth token': (r) => `doo_v1_${r.hex(64)}`,
    'digitalocean refresh token': (r) => `dor_v1_${r.hex(64)}`,
    'heroku key': (r) => `HRKU-AA${r.url(58)}`,
    'netlify token': (r) => `nfp_${r.letters(36)}`,
    'cloudflare origin ca key': (r) => `v1.0-${r.hex(24)}-${r.hex(146)}`,
    'fly.io token': (r) => `fm2_${r.base64(90)}`,
    'render key': (r) => `rnd_${r.letters(28)}`,
    'supabase token': (r) => `sbp_${r.hex(40)}`,
    'supabase secret key': (r) => `sb_secret_${r.url(31)}`,
    'planetscale password': (r) => `pscale_pw_${r.url(43)}`,
    'planetscale token': (r) => `pscale_tkn_${r.url(43)}`,
    'databricks token': (r) => `dapi${r.hex(32)}`,
    'vault service token': (r) => `hvs.${r.url(90)}`,
    'vault batch token': (r) => `hvb.${r.url(138)}`,
    'terraform cloud token': (r) => `${r.letters(14)}.atlasv1.${r.url(67)}`,
    'doppler token': (r) => `dp.pt.${r.letters(43)}`,
    'doppler service token': (r) => `dp.st.prd.${r.letters(43)}`,
    'pulumi token': (r) => `pul-${r.hex(40)}`,
    'tailscale key': (r) => `tskey-auth-${r.letters(17)}-${r.letters(32)}`,
    'age secret key': (r) => `AGE-SECRET-KEY-1${r.upper(58)}`,
    '1password service account': (r) => `ops_eyJ${r.url(250)}`,
    'putty private key': (r) =>
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: key\nPrivate-Lines: 1\n${r.base64(36)}\nPrivate-MAC: ${r.hex(64)}`,
  },
  no_developer_tokens: {
    'gitlab runner token': (r) => `glrt-${r.url(20)}`,
    'gitlab registration token': (r) => `GR1348941${r.url(20)}`,
    'gitlab deploy token': (r) => `gldt-${r.url(20)}`,
    'gitlab ci job token': (r) => `glcbt-64_${r.url(20)}`,
    'gitlab trigger token': (r) => `glptt-${r.hex(40)}`,
    'gitlab feed token': (r) => `glft-${r.url(20)}`,
    'gitlab agent token': (r) => `glagent-${r.url(50)}`,
    'rubygems key': (r) => `rubygems_${r.hex(48)}`,
    'crates.io token': (r) => `cio${r.letters(32)}`,
    'docker hub token': (r) => `dckr_pat_${r.url(27)}`,
    'docker hub organization token': (r) => `dckr_oat_${r.url(32)}`,
    'nuget key': (r) => `oy2${r.lower(43)}`,
    'clojars token': (r) => `CLOJARS_${r.lower(60)}`,
    'buildkite token': (r) => `bkua_${r.hex(40)}`,
    'circleci token': (r) => `CCIPAT_${r.letters(22)}_${r.hex(40)}`,
    'sonarqube token': (r) => `squ_${r.hex(40)}`,
    'artifactory key': (r) => `AKCp${r.letters(69)}`,
    'postman key': (r) => `PMAK-${r.hex(24)}-${r.hex(34)}`,
    'sentry organization token': (r) => `sntrys_eyJ${r.url(120)}_${r.url(43)}`,
    'sentry user token': (r) => `sntryu_${r.hex(64)}`,
    'grafana service account token': (r) => `glsa_${r.letters(32)}_${r.hex(8)}`,
    'grafana cloud token': (r) => `glc_eyJ${r.base64(90)}`,
    'new relic user key': (r) => `NRAK-${r.upper(27)}`,
    'new relic license key': (r) => `${r.hex(36)}FFFFNRAL`,
    'dynatrace token': (r) => `dt0c01.${r.upper(24)}.${r.upper(64)}`,
    'linear key': (r) => `lin_api_${r.letters(40)}`,
    'atlassian token': (r) => `ATATT3xFfGF0${r.url(171)}=${r.hex(8).toUpperCase()}`,
    'bitbucket app password': (r) => `ATBB${r.letters(28)}${r.hex(8).toUpperCase()}`,
    'figma token': (r) => `figd_${r.url(40)}`,
    'launchdarkly key': (r) => `sdk-${r.uuid()}`,
    'encrypted json web token': (r) =>
      `eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..${r.url(16)}.${r.url(60)}.${r.url(22)}`,
  },
  no_service_tokens: {
    'stripe webhook secret': (r) => `whsec_${r.letters(32)}`,
    'square access token': (r) => `sq0atp-${r.url(22)}`,
    'square oauth secret': (r) => `sq0csp-${r.url(43)}`,
    'paypal braintree token': (r) => `access_token$production$«${r.lower(16)}$${r.hex(32)}»`,
    'shopify shared secret': (r) => `shpss_${r.hex(32)}`,
    'shopify custom app token': (r) => `shpca_${r.hex(32)}`,
    'razorpay key': (r) => `rzp_live_${r.letters(14)}`,
    'flutterwave key': (r) => `FLWSECK-${r.hex(32)}-X`,
    'plaid token': (r) => `access-production-${r.uuid()}`,
    'mailgun key': (r) => `key-${r.hex(32)}`,
    'mailchimp key': (r) => `${r.hex(32)}-us12`,
    'brevo key': (r) => `xkeysib-${r.hex(64)}-${r.letters(16)}`,
    'twilio key': (r) => `SK${r.hex(32)}`,
    'telegram bot token': (r) => `${r.digits(10)}:AA${r.url(33)}`,
    'discord webhook': (r) => `https://discord.com/api/webhooks/${r.digits(18)}/«${r.url(68)}»`,
    'slack webhook': (r) => `https://hooks.slack.com/services/T${r.upper(10)}/B${r.upper(10)}/«${r.letters(24)}»`,
    'notion token': (r) => `ntn_${r.letters(46)}`,
    'notion secret': (r) => `secret_${r.letters(43)}`,
    'airtable token': (r) => `pat${r.letters(14)}.${r.hex(64)}`,
    'hubspot token': (r) => `pat-na1-${r.uuid()}`,
    'dropbox token': (r) => `sl.u.${r.url(130)}`,
    'mapbox secret token': (r) => `sk.eyJ${r.url(80)}.${r.url(22)}`,
    'typeform token': (r) => `tfp_${r.url(59)}`,
    'contentful token': (r) => `CFPAT-${r.url(43)}`,
    'replicate token': (r) => `r8_${r.letters(37)}`,
    'groq key': (r) => `gsk_${r.letters(52)}`,
    'perplexity key': (r) => `pplx-${r.letters(48)}`,
    'xai key': (r) => `xai-${r.letters(80)}`,
    'nvidia key': (r) => `nvapi-${r.url(64)}`,
    'pinecone key': (r) => `pcsk_${r.letters(6)}_${r.letters(60)}`,
    'langsmith key': (r) => `lsv2_pt_${r.hex(32)}_${r.hex(10)}`,
    'elevenlabs key': (r) => `sk_${r.hex(48)}`,
    'sourcegraph token': (r) => `sgp_${r.hex(40)}`,
  },
  no_discord_tokens: {
    'discord bot token': (r) => `MT${r.letters(24)}.G${r.letters(5)}.${r.url(38)}`,
  },
  no_connection_secrets: {
    'azure storage connection string': (r) =>
      `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=«${r.base64(64)}»;EndpointSuffix=core.windows.net`,
    'azure service bus connection string': (r) =>
      `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«${r.base64(32)}»`,
    'azure shared access signature': (r) =>
      `https://acme.blob.core.windows.net/c?sv=2022-11-02&sp=r&se=2030-01-01&sr=c&sig=«${encodeURIComponent(`${r.base64(31)}+`)}»`,
    'aws signed url': (r) => `https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=«${r.hex(64)}»`,
    'htpasswd hash': (r) => `admin:«$apr1$${r.letters(8)}$${r.letters(22)}»`,
    'shadow hash': (r) => `root:«$6$${r.letters(16)}$${r.letters(86)}»:19000:0`,
  },
  no_secrets: {
    'aws secret access key': (r) => `aws_secret_access_key = «${r.letters(40)}»`,
    'datadog key': (r) => `DD_API_KEY=«${r.hex(32)}»`,
    'vercel token': (r) => `VERCEL_TOKEN=«${r.letters(24)}»`,
    'fastly token': (r) => `FASTLY_API_TOKEN=«${r.letters(32)}»`,
    'okta token': (r) => `OKTA_API_TOKEN=«00${r.url(40)}»`,
    'auth0 client secret': (r) => `AUTH0_CLIENT_SECRET=«${r.letters(64)}»`,
    'cloudflare api token': (r) => `CLOUDFLARE_API_TOKEN=«${r.letters(40)}»`,
    'basic authorization': (r) => `Authorization: Basic «${r.letters(30)}»`,
    'bearer token': (r) => `Authorization: Bearer «${r.letters(30)}»`,
    'assigned password': (r) => `password: «${r.letters(12)}»`,
    'account key in json': (r) => `{"secret_key": "«${r.letters(24)}»"}`,
  },
}

/** Every kind that the starter pack is held to. */
export const secretKinds: readonly SecretKind[] = Object.entries(shapes).flatMap(([rule, kinds]) =>
  Object.entries(kinds).map(([name, write]) => ({ name, rule, write })),
)

export interface PlantedSecret {
  /** What is written, the secret in it. */
  readonly text: string
  readonly secret: string
}

export function plantSecret({ write }: SecretKind, random: RandomText): PlantedSecret {
  const written = write(random)
  return { text: written.replace(/[«»]/g, ''), secret: /«(.*)»/s.exec(written)?.[1] ?? written }
}
