import type { Registry } from '@fairlead/api/client'
import { ThemeIcon } from '@mantine/core'
import { CloudIcon, ContainerIcon, MarkGithubIcon, PackageIcon, ServerIcon } from '@primer/octicons-react'

const LOOKS = {
  GITHUB_CR: { icon: MarkGithubIcon, color: 'dark' },
  GITHUB_ENTERPRISE_CR: { icon: MarkGithubIcon, color: 'grape' },
  DOCKER_HUB: { icon: ContainerIcon, color: 'blue' },
  GITLAB_CR: { icon: PackageIcon, color: 'orange' },
  GCP_ARTIFACT_REGISTRY: { icon: CloudIcon, color: 'indigo' },
  AZURE_CR: { icon: CloudIcon, color: 'blue' },
  ECR: { icon: CloudIcon, color: 'orange' },
  PUBLIC_ECR: { icon: CloudIcon, color: 'yellow' },
  SCALEWAY_CR: { icon: CloudIcon, color: 'violet' },
  DOCR: { icon: CloudIcon, color: 'cyan' },
  GENERIC_CR: { icon: ServerIcon, color: 'gray' },
} as const satisfies Record<Registry['kind'], unknown>

/** The sign of a kind of registry; its name stands beside it. */
export function KindIcon({ kind, size = 24 }: { readonly kind: Registry['kind']; readonly size?: number }) {
  const { icon: Icon, color } = LOOKS[kind]
  return (
    <ThemeIcon size={size} variant="light" color={color} aria-hidden>
      <Icon size={Math.round(size * 0.62)} />
    </ThemeIcon>
  )
}
