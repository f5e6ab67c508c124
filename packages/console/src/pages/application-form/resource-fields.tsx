import { Group, NumberInput, Select, SimpleGrid } from '@mantine/core'
import { Section } from '../../ui/section.tsx'
import type { FieldsProps } from './application-form.ts'

/** What an instance may take, and how many there are. */
export function ResourceFields({ form }: FieldsProps) {
  return (
    <Section
      title="Resources"
      about="Of each instance. More instances than the least are a cluster's to start."
    >
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <NumberInput
          label="CPU"
          suffix=" cores"
          min={0.01}
          step={0.1}
          decimalScale={3}
          allowNegative={false}
          {...form.getInputProps('cpu')}
        />
        <Group gap={6} align="flex-start" wrap="nowrap">
          <NumberInput
            label="Memory"
            min={1}
            step={form.values.memoryUnit === 'GiB' ? 1 : 64}
            allowNegative={false}
            decimalScale={2}
            style={{ flex: 1 }}
            {...form.getInputProps('memory')}
          />
          <Select
            label="Unit"
            w={84}
            allowDeselect={false}
            data={['MiB', 'GiB']}
            {...form.getInputProps('memoryUnit')}
          />
        </Group>
        <NumberInput
          label="Instances at least"
          min={0}
          allowDecimal={false}
          {...form.getInputProps('minInstances')}
        />
        <NumberInput
          label="Instances at most"
          min={1}
          allowDecimal={false}
          {...form.getInputProps('maxInstances')}
        />
      </SimpleGrid>
    </Section>
  )
}
