import type { RegistryPreset } from '@fairlead/core'

/** Products that are connected as a generic registry. The links are their own documentation of the credential. */
export const PRESETS: readonly RegistryPreset[] = [
  {
    id: 'harbor',
    title: 'Harbor',
    urlHint: 'https://harbor.example.com; images are <project>/<image>',
    hint: 'A robot account of the project with "Pull repository". Its name begins with robot$ and keeps its case.',
    link: 'https://goharbor.io/docs/main/working-with-projects/project-configuration/create-robot-accounts/',
  },
  {
    id: 'quay',
    title: 'Quay',
    urlHint: 'https://quay.io, or the address of your own Quay; images are <namespace>/<image>',
    hint: 'A robot account with read access to the repositories. Its name is <namespace>+<robot>.',
    link: 'https://docs.quay.io/glossary/robot-accounts.html',
  },
  {
    id: 'jfrog',
    title: 'JFrog Artifactory',
    urlHint: 'https://<name>.jfrog.io; images are <repository key>/<image>',
    hint: 'An identity token or a scoped access token of a user who may read the repository, with the name of that user.',
    link: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens',
  },
  {
    id: 'nexus',
    title: 'Sonatype Nexus',
    urlHint: 'https://nexus.example.com with the port or host name of the Docker repository',
    hint: 'A user with nx-repository-view-docker-<repository>-read. The "Docker Bearer Token Realm" must be active for an anonymous connection.',
    link: 'https://help.sonatype.com/en/docker-authentication.html',
  },
  {
    id: 'forgejo',
    title: 'Forgejo or Gitea',
    urlHint: 'https://git.example.com; images are <owner>/<image>',
    hint: 'An access token with read:package, together with the name of its user.',
    link: 'https://forgejo.org/docs/latest/user/packages/container/',
  },
]
