import { NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { Disclosure } from '../../ui/disclosure.tsx'
import type { FieldsProps } from './application-form.ts'
import type { HealthKind } from './application-values.ts'

const KINDS: readonly { readonly value: HealthKind; readonly label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'http', label: 'HTTP request' },
  { value: 'tcp', label: 'TCP connection' },
  { value: 'grpc', label: 'gRPC health service' },
  { value: 'exec', label: 'Command in the container' },
]

interface HealthFieldsProps extends FieldsProps {
  readonly of: 'readiness' | 'liveness'
  readonly label: string
  readonly description: string
}

/** One probe: how it asks, and how often. */
export function HealthFields({ form, of, label, description }: HealthFieldsProps) {
  const { kind, port } = form.values[of]
  const firstPort = form.values.ports.find(({ internalPort }) => internalPort !== '')?.internalPort ?? ''
  const needsPort = kind === 'http' || kind === 'tcp' || kind === 'grpc'
  return (
    <>
      <Select
        label={label}
        description={description}
        allowDeselect={false}
        maw={440}
        data={KINDS}
        {...form.getInputProps(`${of}.kind`)}
        onChange={(chosen) => {
          const next = KINDS.find(({ value }) => value === chosen)?.value ?? 'none'
          form.setFieldValue(of, { ...form.values[of], kind: next, port: port === '' ? firstPort : port })
        }}
      />
      {kind !== 'none' && (
        <SimpleGrid cols={{ base: 1, sm: 3 }} role="group" aria-label={label}>
          {needsPort && (
            <NumberInput
              label="Port of the check"
              min={1}
              max={65_535}
              allowDecimal={false}
              hideControls
              {...form.getInputProps(`${of}.port`)}
            />
          )}
          {kind === 'http' && (
            <>
              <TextInput label="Path" autoComplete="off" {...form.getInputProps(`${of}.path`)} />
              <Select
                label="Scheme"
                allowDeselect={false}
                data={['HTTP', 'HTTPS']}
                {...form.getInputProps(`${of}.scheme`)}
              />
            </>
          )}
          {kind === 'grpc' && (
            <TextInput
              label="Service"
              placeholder="The whole server"
              autoComplete="off"
              {...form.getInputProps(`${of}.service`)}
            />
          )}
          {kind === 'exec' && (
            <Textarea
              label="Command"
              description="A word a line; no shell reads it."
              autosize
              minRows={2}
              {...form.getInputProps(`${of}.command`)}
            />
          )}
        </SimpleGrid>
      )}
      {kind !== 'none' && <Times form={form} of={of} label={label} />}
    </>
  )
}

const TIMES = [
  ['initialDelay', 'First after (s)', 0],
  ['period', 'Every (s)', 1],
  ['timeout', 'Answer within (s)', 1],
  ['successes', 'Good answers to be healthy', 1],
  ['failures', 'Bad answers to be unhealthy', 1],
] as const

function Times({ form, of, label }: FieldsProps & Pick<HealthFieldsProps, 'of' | 'label'>) {
  return (
    <Disclosure label={`How often: ${label}`}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }}>
        {TIMES.map(([name, text, min]) => (
          <NumberInput
            key={name}
            label={text}
            min={min}
            allowDecimal={false}
            {...form.getInputProps(`${of}.${name}`)}
          />
        ))}
      </SimpleGrid>
    </Disclosure>
  )
}
