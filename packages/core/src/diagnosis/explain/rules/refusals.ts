import type { LineRule } from '../line-rule.ts'

/** Words that every registry or client uses: they come last, since they tell least. */
export const REFUSAL_RULES: readonly LineRule[] = [
  {
    pattern: /username and password required|must provide --username|non TTY device/i,
    meaning: 'The login was given no user name or no password: most often a secret that is empty there.',
    causes: [
      ['token.missing', 'The secret that holds the credential is not set where the line was printed.'],
    ],
    refusal: true,
  },
  {
    pattern: /docker-credential-|error getting credentials|credential helper/i,
    meaning: "The program that keeps Docker's credentials failed before anything was asked.",
    causes: [
      ['credential.not_used', 'The credential helper that the configuration names is missing or broken.'],
      'identity.unusable',
    ],
  },
  {
    pattern: /unable to retrieve some image pull secrets/i,
    meaning: 'The kubelet does not find a pull secret that the pod names.',
    causes: [
      ['credential.not_used', 'The pull secret is not there in the namespace of the pod.'],
      'pull.denied',
    ],
    refusal: true,
  },
  {
    pattern: /insufficient_scope|pull access denied/i,
    meaning: 'The registry shows no such image to whoever asked: it is not there, or not for them.',
    causes: [
      'package.not_found',
      'pull.denied',
      'credential.not_used',
      'image.host_assumed',
      'token.refused',
    ],
    refusal: true,
    vague: true,
  },
  {
    pattern: /requested access to the resource is denied|access forbidden/i,
    meaning: 'The registry shows no such image to whoever asked, or does not let them do that with it.',
    causes: ['package.not_found', 'pull.denied', 'credential.not_used', 'push.denied', 'image.host_assumed'],
    refusal: true,
    vague: true,
  },
  {
    pattern: /failed to fetch anonymous token.*(?:401|403|unauthorized|forbidden)/i,
    meaning: 'Nobody was logged in, and the registry gives no token to nobody for that image.',
    causes: ['credential.not_used', 'pull.denied', 'package.not_found'],
    refusal: true,
    pull: true,
    caller: 'nobody',
  },
  {
    pattern:
      /failed to (?:fetch oauth token|authorize).*(?::|%3A)(?:pull(?:,|%2C))?push\b.*(?:401|403|unauthorized|forbidden|denied)/i,
    meaning: 'The registry gives no token for a push there to the credential that was sent.',
    causes: ['token.refused', 'token.expired', 'push.denied', 'token.app_installation', 'package.not_found'],
    refusal: true,
    push: true,
    vague: true,
  },
  {
    pattern: /failed to (?:fetch oauth token|authorize).*(?:401|403|unauthorized|forbidden|denied)/i,
    meaning: 'The registry gives no token to the credential that was sent.',
    causes: [
      'token.refused',
      'token.expired',
      'credential.breaks_public_pull',
      'pull.denied',
      'package.not_found',
      'credential.not_used',
    ],
    refusal: true,
    vague: true,
  },
  {
    pattern:
      /unexpected status from (?:POST|PUT|PATCH) request.*403|failed to push.*(?:403|denied|forbidden)|push access denied/i,
    meaning: 'The registry does not let the caller push there.',
    causes: ['push.denied', 'scope.write_packages_missing', 'token.app_installation', 'package.not_found'],
    refusal: true,
    push: true,
  },
  {
    pattern: /\b401\b|unauthorized|authentication required|no credentials found|not logged in/i,
    meaning: 'The registry wants a credential that it takes, and got none or another one.',
    causes: [
      'pull.denied',
      'credential.not_used',
      'token.refused',
      'token.expired',
      // Registries that hide what is not for the caller answer so to a name that is not there.
      'package.not_found',
      'sso.not_authorized',
      'credential.breaks_public_pull',
    ],
    refusal: true,
    vague: true,
  },
  {
    pattern: /\b403\b|forbidden|denied/i,
    meaning: 'The registry refuses whoever asked.',
    causes: [
      'token.refused',
      'token.expired',
      'credential.breaks_public_pull',
      'pull.denied',
      'package.not_found',
      'sso.not_authorized',
      'credential.not_used',
    ],
    refusal: true,
    vague: true,
  },
  {
    pattern: /\b404\b|not found|does not exist/i,
    meaning: 'The registry has no image or tag of that name, or shows none to whoever asked.',
    causes: ['tag.not_found', 'package.not_found', 'credential.not_used'],
  },
  {
    pattern: /ErrImageNeverPull/,
    meaning: 'The pod is told never to pull (imagePullPolicy: Never), and the node does not have the image.',
    causes: [],
  },
  {
    pattern: /no space left on device|disk quota/i,
    meaning: 'The disk of the machine that pulled is full.',
    causes: [],
  },
  {
    pattern: /ImagePullBackOff|ErrImagePull|Back-off pulling image|failed to pull/i,
    meaning:
      'The kubelet could not pull the image and waits before it tries again; an earlier event says why.',
    causes: [
      'pull.denied',
      'credential.not_used',
      'package.not_found',
      'tag.not_found',
      'platform.missing',
      'token.refused',
      'registry.rate_limited',
      'network.dns',
      'network.timeout',
    ],
    vague: true,
  },
]
