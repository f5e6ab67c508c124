/** What the form of a Docker Hub secret tells. https://docs.docker.com/security/access-tokens/ */
export type DockerSecretKind = 'personal' | 'organization' | 'password'

export function dockerSecretKind(secret: string): DockerSecretKind {
  if (secret.startsWith('dckr_pat_')) return 'personal'
  return secret.startsWith('dckr_oat_') ? 'organization' : 'password'
}
