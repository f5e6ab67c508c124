import { Select } from '@mantine/core'
import type { Preset } from './values.ts'

interface PresetFieldProps {
  readonly presets: readonly Preset[]
  readonly preset: Preset | undefined
  readonly onPreset: (id: string | undefined) => void
}

/** The product that stands behind a generic registry: it tells what to enter. */
export function PresetField({ presets, preset, onPreset }: PresetFieldProps) {
  if (presets.length === 0) return null
  return (
    <Select
      label="Product"
      description="What the registry is, so that the hints fit. It changes nothing else."
      placeholder="Another one"
      clearable
      clearButtonProps={{ 'aria-label': 'Another product' }}
      data={presets.map(({ id, title }) => ({ value: id, label: title }))}
      value={preset?.id ?? null}
      onChange={(value) => onPreset(value ?? undefined)}
    />
  )
}
