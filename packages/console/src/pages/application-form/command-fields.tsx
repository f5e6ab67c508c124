import { Button, Code, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core'
import { Section } from '../../ui/section.tsx'
import type { FieldsProps } from './application-form.ts'
import type { ImageDefaults } from './use-image-config.ts'

/** What is run. Empty fields leave it to the image, so that a newer tag may run something else. */
export function CommandFields({ form, image }: FieldsProps & { readonly image: ImageDefaults | undefined }) {
  const [program = '', ...rest] = image ? [...image.entrypoint, ...image.command] : []
  const isImages = form.values.entrypoint === '' && form.values.args === ''
  return (
    <Section title="Command" about="Leave both empty to run what the image runs.">
      {program !== '' && (
        <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
          The image runs <Code>{[program, ...rest].join(' ')}</Code>{' '}
          {isImages && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => form.setValues({ entrypoint: program, args: rest.join('\n') })}
            >
              Start from that
            </Button>
          )}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Entrypoint"
          placeholder={program === '' ? "The image's own" : program}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('entrypoint')}
        />
        <Textarea
          label="Arguments"
          description="One a line."
          placeholder={rest.join('\n') || "The image's own"}
          autosize
          minRows={1}
          spellCheck={false}
          {...form.getInputProps('args')}
        />
      </SimpleGrid>
    </Section>
  )
}
