import { Badge, Stack, Text } from '@mantine/core'
import { CheckIcon, PlusIcon, XIcon } from '@primer/octicons-react'
import type { ReactNode } from 'react'

/** A scope that is granted by one that contains it is not named by the registry itself. */
const CONTAINED_IN: Readonly<Record<string, readonly string[]>> = {
  'read:packages': ['write:packages'],
  'read:org': ['write:org', 'admin:org'],
  'write:org': ['admin:org'],
  read_registry: ['read_api', 'api'],
  write_registry: ['api'],
}

interface ScopesProps {
  readonly granted: readonly string[] | undefined
  readonly needed: readonly string[] | undefined
}

/** Each scope that is needed and whether it is granted; then those that are granted besides. */
export function Scopes({ granted, needed = [] }: ScopesProps) {
  const by = (scope: string): string | undefined =>
    [scope, ...(CONTAINED_IN[scope] ?? [])].find((each) => granted?.includes(each))
  const used = new Set(needed.map(by))
  const besides = granted?.filter((scope) => !used.has(scope)) ?? []
  return (
    <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }} aria-label="Scopes">
      {needed.map((scope) => {
        const giver = by(scope)
        return (
          <li key={scope}>
            <span className="mono">{scope}</span>{' '}
            {granted === undefined ? (
              <Text span size="xs" c="dimmed">
                needed; what is granted is not known
              </Text>
            ) : giver === undefined ? (
              <Mark color="red" icon={<XIcon size={10} />}>
                Needed, not granted
              </Mark>
            ) : (
              <Mark color="green" icon={<CheckIcon size={10} />}>
                {giver === scope ? 'Needed, granted' : `Needed, granted by ${giver}`}
              </Mark>
            )}
          </li>
        )
      })}
      {besides.map((scope) => (
        <li key={scope}>
          <span className="mono">{scope}</span>{' '}
          <Mark color="gray" icon={<PlusIcon size={10} />}>
            {needed.length > 0 ? 'Granted besides' : 'Granted'}
          </Mark>
        </li>
      ))}
      {needed.length === 0 && granted?.length === 0 && <li>None</li>}
    </Stack>
  )
}

interface MarkProps {
  readonly color: string
  readonly icon: ReactNode
  readonly children: ReactNode
}

/** A badge whose text may take two lines on a narrow screen. */
function Mark({ color, icon, children }: MarkProps) {
  return (
    <Badge
      color={color}
      variant="light"
      size="sm"
      leftSection={icon}
      styles={{ root: { height: 'auto' }, label: { whiteSpace: 'normal' } }}
    >
      {children}
    </Badge>
  )
}
