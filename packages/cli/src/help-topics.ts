import { EXIT_CODES } from './exit-codes.ts'

/** One page of `fairlead help`, and a chapter of docs/cli.md. */
export interface Topic {
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly entries: readonly { readonly term: string; readonly text: string }[]
  readonly examples?: readonly string[]
}

export const TOPICS: Readonly<Record<string, Topic>> = {
  'exit-codes': {
    title: 'Exit codes',
    paragraphs: ['Every command ends with one of these.'],
    entries: EXIT_CODES.map(({ code, meaning }) => ({ term: String(code), text: meaning })),
  },
  environment: {
    title: 'Environment variables',
    paragraphs: ['A variable wins over what `fairlead login` saved; an option wins over both.'],
    entries: [
      { term: 'FAIRLEAD_URL', text: 'Address of the Fairlead server.' },
      {
        term: 'FAIRLEAD_TOKEN',
        text: 'API token of the Fairlead server. A saved token is only ever sent to the address that it was saved with.',
      },
      { term: 'FAIRLEAD_ORGANIZATION', text: 'Name or id of the organization, as --organization.' },
      {
        term: 'FAIRLEAD_REGISTRY_TOKEN',
        text: 'Token of the registry, for `registry add`, `registry rotate`, `registry edit --secret-again` and `doctor`.',
      },
      {
        term: 'FAIRLEAD_REGISTRY_<FIELD>',
        text: "One secret of a registry's kind, such as FAIRLEAD_REGISTRY_SECRET_ACCESS_KEY; FAIRLEAD_REGISTRY_PROXY_PASSWORD for that of its proxy.",
      },
      { term: 'FAIRLEAD_WEBHOOK_SECRET', text: 'Key of the signature of messages, for `webhook add`.' },
      {
        term: 'GITHUB_TOKEN, GH_TOKEN, CR_PAT',
        text: 'The first that is set is tried by `doctor`, after FAIRLEAD_REGISTRY_TOKEN and what Docker has stored, and only for ghcr.io.',
      },
      {
        term: 'GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN',
        text: 'As these, and only for containers.NAME.ghe.com.',
      },
      {
        term: 'DOCKER_CONFIG',
        text: "Folder of Docker's config.json, whose logins `doctor` tries; ~/.docker when not set.",
      },
      { term: 'XDG_CONFIG_HOME', text: 'Folder that holds fairlead/login.json; ~/.config when not set.' },
      { term: 'FAIRLEAD_DATA', text: 'Folder of the data of `serve` and `twin`; .fairlead when not set.' },
      { term: 'NO_COLOR', text: 'Any value: no colours. https://no-color.org' },
      {
        term: 'FAIRLEAD_DEBUG',
        text: 'Any value: show the whole error with its stack when a command fails.',
      },
    ],
  },
  output: {
    title: 'Output for machines',
    paragraphs: [
      'With --output json the standard output holds one JSON document and nothing else; progress and notes go to standard error, and --quiet leaves them out. `container logs` prints one document on each line instead.',
      'When a command fails, the document is {"error": {"code", "message", "remedy", "exit_code", "findings", "details", "request_id"}}. Shapes that this page only names (Registry, Container, Deployment, Verification …) are those of the HTTP API, which the server explains at /docs. Fields may be added; none is removed or changes its meaning.',
      'Times are ISO 8601 in UTC; fields that end in _ms are milliseconds.',
    ],
    entries: [],
  },
  tokens: {
    title: 'Tokens',
    paragraphs: [
      'Tokens come by standard input, by an environment variable, or typed at a hidden prompt: never as an argument, which other users of the machine and the shell history would see.',
    ],
    entries: [],
    examples: [
      'printf %s "$TOKEN" | fairlead login https://fairlead.example',
      'FAIRLEAD_REGISTRY_TOKEN=… fairlead registry add acme --kind ghcr --prefix acme',
      'gh auth token | fairlead doctor ghcr.io/acme/app:1.4 --token-stdin',
    ],
  },
}
