import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Section } from '../../ui/section.tsx'

const SCHEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** The colours of the console in this browser. */
export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choose = (value: string) => {
    const scheme = SCHEMES.find((each) => each.value === value)
    if (scheme) setColorScheme(scheme.value)
  }
  return (
    <Section title="Appearance" about="Kept in this browser.">
      <SegmentedControl
        aria-label="Colours"
        data={[...SCHEMES]}
        value={colorScheme}
        onChange={choose}
        style={{ alignSelf: 'flex-start' }}
      />
    </Section>
  )
}
