import type { Registry } from '@fairlead/api/client'
import { Avatar } from '@mantine/core'
import { MarkGithubIcon } from '@primer/octicons-react'

export type Kind = Registry['kind']

/** What stands for a kind where there is no mark of it: letters on its colour. */
const LETTERS: Readonly<
  Record<Exclude<Kind, `GITHUB_${string}`>, readonly [letters: string, color: string]>
> = {
  ECR: ['AWS', 'orange'],
  PUBLIC_ECR: ['AWS', 'yellow'],
  DOCKER_HUB: ['DH', 'blue'],
  GITLAB_CR: ['GL', 'red'],
  SCALEWAY_CR: ['SCW', 'grape'],
  DOCR: ['DO', 'cyan'],
  GENERIC_CR: ['OCI', 'gray'],
  GCP_ARTIFACT_REGISTRY: ['GAR', 'green'],
  AZURE_CR: ['ACR', 'indigo'],
}

interface RegistryIconProps {
  readonly kind: Kind
  readonly size?: number
}

/** The sign of a kind of registry. It says nothing to a screen reader: the kind is written beside it. */
export function RegistryIcon({ kind, size = 32 }: RegistryIconProps) {
  if (kind === 'GITHUB_CR' || kind === 'GITHUB_ENTERPRISE_CR')
    return (
      <Avatar size={size} radius="md" color="dark" variant="transparent" aria-hidden>
        <MarkGithubIcon size={Math.round(size * 0.8)} />
      </Avatar>
    )
  const [letters, color] = LETTERS[kind]
  return (
    <Avatar
      size={size}
      radius="md"
      color={color}
      aria-hidden
      styles={{ placeholder: { fontSize: Math.round(size / (letters.length === 3 ? 3.1 : 2.5)) } }}
    >
      {letters}
    </Avatar>
  )
}
