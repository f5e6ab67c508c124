import type { LineRule } from '../line-rule.ts'

// https://github.com/goharbor/harbor/issues/15110
const ENDED_ROBOT = [
  'token.expired',
  'A robot account of Harbor has ended: some still log in then, and may do nothing any more.',
] as const

/** Words of Docker Hub, the clouds' registries, GitLab, Harbor and Quay. */
export const CLOUD_RULES: readonly LineRule[] = [
  {
    pattern: /toomanyrequests|too many requests|pull rate limit|\b429\b/i,
    meaning: 'The registry answers no more requests of this account or address for now.',
    causes: [
      'registry.rate_limited',
      ['credential.not_used', 'The pull was made without a login, for which the limit is lower.'],
    ],
  },
  {
    pattern: /incorrect username or password|invalid username\/password|invalid username or password/i,
    meaning: 'The registry does not take the user name and password.',
    causes: ['token.refused', 'token.expired'],
    refusal: true,
    caller: 'credential',
  },
  {
    pattern: /please use personal access token/i,
    meaning: 'Docker Hub takes no password of that account, only tokens.',
    causes: ['token.required'],
    refusal: true,
    caller: 'credential',
    told: ['token.required'],
  },
  {
    pattern: /insufficient scopes?\b/i,
    meaning: 'The token is good, and was made for less than was asked with it.',
    causes: ['scope.missing', 'push.denied', 'pull.denied'],
    refusal: true,
    caller: 'credential',
    told: ['scope.missing'],
  },
  {
    pattern: /could not find robot with (?:username|specified)/i,
    meaning: 'The registry has no robot account of that name.',
    causes: ['token.refused'],
    refusal: true,
    caller: 'credential',
    told: ['token.refused'],
  },
  {
    pattern: /no basic auth credentials/i,
    meaning: 'The registry wants a login, and the client has none stored for that host.',
    causes: [
      'credential.not_used',
      ['token.expired', 'The stored login has run out: those of Amazon ECR end after 12 hours.'],
      'pull.denied',
    ],
    refusal: true,
    caller: 'nobody',
  },
  {
    pattern:
      /signature not yet current|signature expired|RequestTimeTooSkewed|token (?:is )?(?:not valid yet|not yet valid|used before issued)/i,
    meaning: 'The request was signed at a time that the other side does not accept.',
    causes: ['clock.skewed'],
    refusal: true,
  },
  {
    pattern:
      /(?:authorization|security|session|access)? ?token (?:has|is|included in the request is) expired|ExpiredToken/i,
    meaning: 'The credential was good and has run out.',
    causes: ['token.expired', ['token.refused', 'The credential is refused for another reason.']],
    refusal: true,
    caller: 'credential',
  },
  {
    pattern:
      /InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|invalid_client|AADSTS\d+|invalid_grant/,
    meaning: 'The cloud does not take the keys that a registry login is made of.',
    causes: ['token.refused', 'token.expired', 'clock.skewed'],
    refusal: true,
  },
  {
    pattern: /not authorized to perform: ecr:(?:\w*Upload\w*|PutImage)|repositories\.uploadArtifacts/i,
    meaning: 'The cloud knows the caller, who lacks the permission to push there.',
    causes: ['push.denied', 'package.not_found'],
    refusal: true,
    push: true,
    caller: 'credential',
  },
  {
    pattern:
      /not authorized to perform: (?:ecr(?:-public)?:GetAuthorizationToken|sts:GetServiceBearerToken)/i,
    meaning: 'The cloud knows the caller, who lacks the permission to ask for a login to the registry.',
    causes: ['scope.missing', 'credential.not_used'],
    refusal: true,
    caller: 'credential',
    told: ['scope.missing'],
  },
  {
    pattern: /not authorized to perform: (?:ecr|sts):|repositories\.(?:downloadArtifacts|get)\b.*denied/i,
    meaning:
      'The cloud knows the caller, who lacks the permission to pull there, or the repository is not there.',
    causes: ['pull.denied', 'package.not_found', 'credential.not_used'],
    refusal: true,
  },
  {
    pattern: /Unauthenticated requests? do(?:es)? not have permission|aka\.ms\/acr\/authorization/i,
    meaning: 'The registry was asked without a credential that it takes.',
    causes: ['credential.not_used', 'pull.denied', 'token.refused', 'token.expired'],
    refusal: true,
  },
  {
    pattern: /client with IP .* is not allowed access/i,
    meaning: "The registry's firewall does not let that address in.",
    causes: [['pull.denied', "The registry's network rules do not list the address that asked."]],
    refusal: true,
    told: ['pull.denied'],
  },
  {
    pattern: /HTTP Basic: Access denied/i,
    meaning: 'GitLab does not take the user name and token.',
    causes: [
      'token.refused',
      'token.expired',
      [
        'scope.read_packages_missing',
        'The token lacks read_registry, or is of a kind that the registry does not take.',
      ],
    ],
    refusal: true,
  },
  {
    pattern: /unauthorized to access repository: \S+, action: push/i,
    meaning: 'The registry knows the caller, who may not push there.',
    causes: ['push.denied', 'package.not_found', ENDED_ROBOT],
    refusal: true,
    push: true,
    caller: 'credential',
  },
  {
    pattern: /unauthorized to access repository/i,
    meaning: 'The registry does not let the caller read that repository, or has none of that name.',
    causes: ['pull.denied', 'package.not_found', 'credential.not_used', 'token.refused', ENDED_ROBOT],
    refusal: true,
  },
  {
    pattern: /access to the requested resource is not authorized/i,
    meaning: 'The registry does not let the caller read that repository, or has none of that name.',
    causes: ['pull.denied', 'package.not_found', 'credential.not_used', 'token.refused'],
    refusal: true,
  },
  {
    pattern:
      /repository with name .* does not exist|project \S+ not found|repository "?[\w./-]+"? not found/i,
    meaning: 'The registry has no repository of that name.',
    causes: ['package.not_found'],
  },
  {
    pattern: /(?<!disk )quota|insufficient storage|\b507\b|exceeds? the (?:storage|size) limit/i,
    meaning: 'The registry takes no more bytes of that owner.',
    causes: [['push.denied', 'The storage of the owner is full.']],
    push: true,
    told: ['push.denied'],
  },
]
