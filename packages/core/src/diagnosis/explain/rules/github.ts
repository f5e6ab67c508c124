import type { LineRule } from '../line-rule.ts'

/** Words of ghcr.io and of the GitHub API. */
export const GITHUB_RULES: readonly LineRule[] = [
  {
    pattern: /installation not allowed to (?:create|write) (?:organization )?package/i,
    meaning:
      'ghcr.io knows the token for that of a workflow run or of a GitHub App, and does not let it write.',
    causes: [
      [
        'token.app_installation',
        'The token of the workflow lacks `packages: write`, as it always does in a run for a fork, the package does not list its repository under Manage Actions access, or the organization closes package creation.',
      ],
      'push.denied',
    ],
    refusal: true,
    push: true,
    caller: 'app',
    told: ['token.app_installation', 'push.denied'],
  },
  {
    pattern: /installation not allowed to read (?:organization )?package/i,
    meaning:
      'ghcr.io knows the token for that of a workflow run or of a GitHub App, and does not let it read.',
    causes: [
      [
        'token.app_installation',
        'The token of the workflow lacks `packages: read`, or the package does not list its repository under Manage Actions access.',
      ],
      'pull.denied',
    ],
    refusal: true,
    pull: true,
    caller: 'app',
    told: ['token.app_installation', 'pull.denied'],
  },
  {
    pattern: /write_package/i,
    meaning: 'ghcr.io knows the package and the caller, who may not write to it.',
    causes: [
      'push.denied',
      [
        'token.app_installation',
        'The token is that of a workflow run, and the package does not list its repository with the role Write under Manage Actions access, or the job has no `packages: write`.',
      ],
    ],
    refusal: true,
    push: true,
    caller: 'credential',
    told: ['push.denied'],
  },
  {
    pattern: /create_package/i,
    meaning: 'ghcr.io does not let the caller make a new package under that owner.',
    causes: [
      'push.denied',
      [
        'token.app_installation',
        'The token is that of a workflow run, whose job has no `packages: write`, as it never has in a run for a fork, or the organization closes package creation.',
      ],
      'member.missing',
    ],
    refusal: true,
    push: true,
    caller: 'credential',
    told: ['push.denied'],
  },
  {
    pattern: /read_package/i,
    meaning:
      'ghcr.io knows the caller, who may not read the package; it also says so in the first seconds after a package was made.',
    causes: [
      'pull.denied',
      [
        'token.app_installation',
        'The token is that of a workflow run or of a GitHub App, and the package does not list its repository under Manage Actions access.',
      ],
      'credential.not_used',
    ],
    refusal: true,
    caller: 'credential',
  },
  {
    pattern: /does not match expected scopes/i,
    meaning: 'ghcr.io takes the token, which lacks the scope for what was asked.',
    causes: [
      'scope.read_packages_missing',
      'scope.write_packages_missing',
      'scope.none',
      'token.fine_grained',
    ],
    refusal: true,
    caller: 'personal',
  },
  {
    pattern: /requested installation does not exist/i,
    meaning: "The token of the workflow reaches nothing of the owner that the image's name has.",
    causes: [
      [
        'token.app_installation',
        "The name has another owner than the workflow's repository: the token of a run reaches packages of its own owner alone.",
      ],
      'owner.not_found',
      'package.not_found',
    ],
    refusal: true,
    caller: 'app',
    told: ['token.app_installation'],
  },
  {
    pattern: /owner not found/i,
    meaning: 'GitHub knows no user or organization by the first part of the image name.',
    causes: ['owner.not_found'],
  },
  {
    pattern: /forbids access via a personal access token \(classic\)/i,
    meaning: 'The organization closes itself to personal access tokens (classic).',
    causes: ['organization.forbids_classic_tokens'],
    refusal: true,
    caller: 'personal',
    told: ['organization.forbids_classic_tokens'],
  },
  {
    pattern: /forbids access via a fine-grained|not accessible by personal access token/i,
    meaning: 'GitHub refuses the fine-grained token, which works with no package anyway.',
    causes: ['token.fine_grained'],
    refusal: true,
    caller: 'personal',
    told: ['token.fine_grained'],
  },
  {
    pattern: /not accessible by integration/i,
    meaning: 'GitHub refuses the token of the workflow or of the GitHub App.',
    causes: ['token.app_installation'],
    refusal: true,
    caller: 'app',
    told: ['token.app_installation'],
  },
  {
    pattern: /cannot be authenticated with the token/i,
    meaning: 'GitHub does not take the token any more.',
    causes: ['token.expired', 'token.refused'],
    refusal: true,
    caller: 'credential',
  },
  {
    pattern: /SAML (?:enforcement|SSO)|single sign-?on|X-GitHub-SSO/i,
    meaning: 'The organization enforces single sign-on, for which the token was not authorized.',
    causes: ['sso.not_authorized'],
    refusal: true,
    caller: 'personal',
    told: ['sso.not_authorized'],
  },
  {
    pattern: /need at least read:packages/i,
    meaning: 'The GitHub API takes the token, which lacks read:packages.',
    causes: ['scope.read_packages_missing', 'scope.none'],
    refusal: true,
    caller: 'personal',
    told: ['scope.read_packages_missing'],
  },
  {
    pattern:
      /need at least read:org|read:org scope|api\.github\.com\/user\/(?:orgs|memberships)\S* .*\b403\b/i,
    meaning: 'The GitHub API takes the token, which lacks read:org.',
    causes: ['scope.read_org_missing', 'scope.none'],
    refusal: true,
    caller: 'personal',
    told: ['scope.read_org_missing'],
  },
  {
    pattern: /bad credentials/i,
    meaning: 'The GitHub API does not take the token.',
    causes: ['token.refused', 'token.expired', 'token.malformed'],
    refusal: true,
    caller: 'credential',
  },
  {
    pattern: /maximum number of login attempts/i,
    meaning: 'GitHub refuses all logins from there for some minutes.',
    causes: ['api.locked_out', 'token.refused'],
    refusal: true,
  },
  {
    pattern: /denied: denied\b/i,
    meaning: 'The registry does not take the credential that was sent, whatever the image.',
    causes: [
      'token.refused',
      'token.expired',
      'credential.breaks_public_pull',
      'token.malformed',
      'credential.empty',
    ],
    refusal: true,
    caller: 'credential',
  },
  {
    pattern: /denied: invalid token/i,
    meaning: 'The credential was sent to the registry itself and not to its token endpoint.',
    causes: ['token.refused', 'registry.not_a_registry'],
    refusal: true,
  },
  {
    pattern: /OCI index found, but Accept header/i,
    meaning: 'The image is there; the client that asked does not read OCI image indexes. Update it.',
    causes: [],
  },
  {
    pattern: /maximum permissible limit of|request body is too large/i,
    meaning: 'The client sends a layer in pieces that are larger than the registry takes (4 MiB at ghcr.io).',
    causes: [],
    push: true,
  },
]
