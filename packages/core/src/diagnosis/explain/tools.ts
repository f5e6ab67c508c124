/** Who prints such lines, by what is peculiar to them; the first that fits. */
const TOOLS: readonly [string, RegExp][] = [
  [
    'kubelet',
    /ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|Back-off pulling image|Failed to pull image|image pull secrets|\bkubelet\b/,
  ],
  [
    'GitHub Actions',
    /^##\[error\]|buildx failed with|docker\/(?:login|build-push)-action|^Error: (?:Username and password|buildx)|Process completed with exit code/i,
  ],
  ['Argo CD Image Updater', /argocd-image-updater|could not get tags(?: from registry)?:/i],
  ['Kargo', /(?<![\w/.-])kargo\b(?![/:@])/i],
  [
    'Flux',
    /toolkit\.fluxcd\.io|(?<![\w/.-])(?:image-reflector|source)-controller\b(?![/:@])|\b(?:Image|OCI)Repository\b|component=sync-loop|(?<!image |scan error: )\bscan failed: /,
  ],
  ['kaniko', /error checking push permissions|checking push permission for/i],
  [
    'Terraform',
    /│ Error|with docker_(?:image|registry_image)|Error: .*terraform|\bterraform\b|Unable to read Docker image/i,
  ],
  ['cosign', /\bcosign\b|main\.go:\d+: error during command execution/],
  ['crane', /\bcrane\b|fetching manifest .*: GET https/i],
  [
    'Helm',
    /\bhelm\b|INSTALLATION FAILED|UPGRADE FAILED|failed to (?:download|fetch) .*chart|failed to fetch oauth token: unexpected status: \d+/i,
  ],
  ['oras', /\boras\b|Error: failed to (?:copy|resolve) .*: recognizable error message/i],
  [
    'Docker Buildx',
    /failed to solve:|load metadata for|failed to resolve source metadata|failed to push .*: |\bbuildkit\b|buildx/,
  ],
  [
    'podman',
    /initializing source docker:\/\/|Trying to pull|\bpodman\b|\bbuildah\b|reading manifest \S+ in |writing (?:blob|manifest):/,
  ],
  ['skopeo', /\bskopeo\b|msg="(?:Error|reading manifest)/i],
  [
    'containerd',
    /failed to pull and unpack image|failed to resolve reference|failed to authorize|\bctr:|rpc error: code = \w+ desc = |no match for platform in manifest/,
  ],
  ["a client of Docker's API", /\(HTTP code \d{3}\) |http\+docker:/],
  [
    // Not by words of the library that it shares with others: "no basic auth credentials" is printed by Argo CD too.
    'Docker',
    /Error response from daemon|docker: |Unable to find image|may require 'docker login'|pull access denied for|docker-credential-/,
  ],
  [
    'go-containerregistry',
    /\b(?:GET|HEAD|POST|PUT|PATCH) https:\/\/[^ ]+: (?:[A-Z_]+:|unexpected status code)/,
  ],
]

/** The tool that printed a line; undefined when any may have. */
export const toolOf = (line: string): string | undefined =>
  TOOLS.find(([, pattern]) => pattern.test(line))?.[0]
