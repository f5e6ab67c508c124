import type { AvailableRegistry } from '@fairlead/api/client'
import { Group, Select, Text } from '@mantine/core'
import { RegistryIcon } from '../../ui/registry-icon.tsx'

interface KindSelectProps {
  readonly kinds: readonly AvailableRegistry[]
  readonly kind: AvailableRegistry
  readonly onChange: (kind: AvailableRegistry) => void
}

/** The type of registry, by its name or its products' names. */
export function KindSelect({ kinds, kind, onChange }: KindSelectProps) {
  const find = (value: string | null) => kinds.find((each) => each.kind === value)
  return (
    <Select
      label="Registry type"
      searchable
      allowDeselect={false}
      maxDropdownHeight={420}
      nothingFoundMessage="No type has this name. Most registries are connected as a generic one."
      data={kinds.map((each) => ({ value: each.kind, label: each.title }))}
      value={kind.kind}
      onChange={(value) => {
        const next = find(value)
        if (next && next !== kind) onChange(next)
      }}
      // Whoever looks for Harbor finds the generic kind.
      filter={({ search }) => {
        const wanted = search.trim().toLowerCase()
        return kinds
          .filter(({ title, kind: id, presets }) =>
            [title, id, ...presets.map((preset) => preset.title)].some((text) =>
              text.toLowerCase().includes(wanted),
            ),
          )
          .map((each) => ({ value: each.kind, label: each.title }))
      }}
      leftSection={<RegistryIcon kind={kind.kind} size={22} />}
      renderOption={({ option }) => {
        const each = find(option.value)
        return (
          <Group gap="sm" wrap="nowrap">
            {each && <RegistryIcon kind={each.kind} />}
            <div>
              <Text size="sm">{option.label}</Text>
              {each && each.presets.length > 0 && (
                <Text size="xs" c="dimmed">
                  {each.presets.map(({ title }) => title).join(', ')}
                </Text>
              )}
            </div>
          </Group>
        )
      }}
    />
  )
}
