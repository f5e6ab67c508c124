import type { RegistryImpactAnswer } from '@fairlead/api/client'
import { List, Paper, Stack, Text } from '@mantine/core'
import { CheckIcon, QuestionIcon, XIcon } from '@primer/octicons-react'
import { paths } from '../../app/paths.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Link } from '../../ui/link.tsx'

type Image = RegistryImpactAnswer['images'][number]

const PULLS = {
  yes: { icon: <CheckIcon />, word: 'can pull it' },
  no: { icon: <XIcon />, word: 'cannot pull it' },
  unknown: { icon: <QuestionIcon />, word: 'might pull it' },
} as const

interface ImpactImagesProps {
  readonly org: string
  readonly images: readonly Image[]
  /** Whether the others were really asked. */
  readonly probed: boolean
}

/** Each image that runs, and who else might pull it. */
export function ImpactImages({ org, images, probed }: ImpactImagesProps) {
  if (images.length === 0) return <Text c="dimmed">No image runs from it.</Text>
  return (
    <Stack gap="sm">
      {!probed && (
        <Text size="sm" c="dimmed">
          Nobody was asked for them yet: what stands here is what the settings say.
        </Text>
      )}
      {images.map(({ repository, tag, digest, services, others }) => (
        <Paper key={`${repository}@${digest}`} withBorder p="sm">
          <Text fw={600} className="mono">
            {repository}:{tag}
          </Text>
          <Copyable value={digest} what="digest" shown={`${digest.slice(0, 19)}…`} />
          <Text size="sm">Runs as {services.join(', ')}</Text>
          {others.length > 0 && (
            <List
              size="sm"
              spacing={2}
              mt={6}
              aria-label={`Who else might pull ${repository}:${tag}`}
              listStyleType="none"
            >
              {others.map(({ registry_id, name, pulls, because }) => (
                <List.Item key={registry_id ?? 'nobody'} icon={PULLS[pulls].icon}>
                  {registry_id === null ? (
                    <strong>{name}</strong>
                  ) : (
                    <Link to={paths.registry({ org, registryId: registry_id })} size="sm" underline="always">
                      {name}
                    </Link>
                  )}{' '}
                  {PULLS[pulls].word}: {because}
                </List.Item>
              ))}
            </List>
          )}
        </Paper>
      ))}
    </Stack>
  )
}
